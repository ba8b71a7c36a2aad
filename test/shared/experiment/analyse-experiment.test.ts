// Whole experiments: roles, catalogue entries, parameters and sizes. Rule numbers are those of src-shared/graph/SPEC.md.
import { describe, expect, test } from 'vitest'
import { estimateMemory } from '@shared/cost/memory'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { setExperimentValue } from '@shared/experiment/set-experiment-value'
import type { Experiment } from '@shared/experiment/experiment'
import { applyEdit, applyEdits } from '@shared/graph/apply-edit'
import { graphEditSchema } from '@shared/graph/edit-schema'
import { emptyNetwork } from '@shared/graph/empty-network'
import type { NetworkId } from '@shared/graph/network'
import { boringExperiment, chain, node } from '../graph/build-network'
import { shippedExperiment } from '../../support/shipped-templates'

const boring = boringExperiment()
const codes = (experiment: Experiment): string[] => analyseExperiment(experiment).problems.map((problem) => `${problem.severity} ${problem.code}`)

function mended(experiment: Experiment, label: string): Experiment {
  const fixes = analyseExperiment(experiment).problems.flatMap((problem) => problem.fixes ?? [])
  const fix = fixes.find((each) => each.label === label)
  if (fix === undefined) throw new Error(`no fix '${label}' among ${fixes.map((each) => each.label).join(', ')}`)
  return applyEdits(experiment, fix.edits)
}

test('E8: a sound experiment has no problems, its networks get the shapes of their roles, and its size adds up', () => {
  const analysis = analyseExperiment(boring)
  expect(analysis.problems).toEqual([])
  expect([analysis.recipe?.id, analysis.datasetDefinition?.id, analysis.dataset?.shape, analysis.optimizers['model']?.parameters?.['beta1']]).toEqual([
    'autoencoder',
    'two-moons',
    [2],
    0.9,
  ])
  expect(analysis.networksByRole['decoder']?.inputShape).toEqual([2])
  // Two layers of 2·2 + 2; Adam keeps two slots: value, gradient, two slots. Six tensors of 2 values, batch 32, twice.
  expect(analysis.totals).toEqual({ parameters: 12, multiplyAdds: 8, weightBytes: 48, partial: [] })
})

describe('E2 and E3 roles', () => {
  const missing = setExperimentValue(boring, 'recipe.roles.decoder', null)

  test('a missing decoder is named, and the network that could play it is offered', () => {
    const [problem] = analyseExperiment(missing).problems
    expect(problem).toMatchObject({ code: 'role-missing', severity: 'error', title: 'Missing decoder: no network plays it', place: { path: 'recipe.roles.decoder' } })
    expect(codes(missing)).toEqual(['error role-missing', 'warning network-idle'])
    expect(mended(missing, 'Use decoder')).toEqual(boring)
  })

  test('where there is no network left, an empty one is offered', () => {
    const alone = { ...missing, networks: boring.networks.slice(0, 1) }
    const after = mended(alone, 'Add an empty decoder')
    expect([codes(after), after.networks[1]?.nodes.map((each) => each.type), after.recipe.roles]).toEqual([
      [],
      ['input', 'output'],
      { encoder: 'encoder', decoder: 'decoder' },
    ])
  })

  test('F6: what is wrong in a network without a role only warns', () => {
    const faulty = applyEdit(boring, graphEditSchema.parse({ kind: 'set-parameters', network: 'decoder', node: 'point', parameters: { units: 0 } }))
    expect(codes(faulty)).toEqual(['error parameter-invalid'])
    expect(codes(setExperimentValue(faulty, 'recipe.roles.decoder', null))).toEqual(['error role-missing', 'warning network-idle', 'warning parameter-invalid'])
  })

  test('a role given to a network that is not there says which', () => {
    const ghost = setExperimentValue(boring, 'recipe.roles.decoder', 'ghost')
    expect(analyseExperiment(ghost).problems[0]).toMatchObject({ code: 'role-network-missing', got: 'ghost' })
  })

  test('E3 one network in two roles is refused where other shapes enter them', () => {
    const [encoder] = boring.networks
    const dense = encoder?.nodes.find((each) => each.type === 'dense')
    if (encoder === undefined || dense === undefined) throw new Error('no dense layer')
    const narrow = applyEdits(boring, [{ kind: 'set-parameters', network: encoder.id, node: dense.id, parameters: { units: 1 } }])
    const { problems } = analyseExperiment(setExperimentValue(narrow, 'recipe.roles.decoder', encoder.id))
    expect(problems.find((problem) => problem.code === 'role-shared')).toMatchObject({
      severity: 'error',
      expected: 'one shape in both roles: 2, as x enters the encoder',
      got: '1, as z enters the decoder',
    })
  })

  test('E3 one network in two roles shares its weights where one shape enters them; they count once', () => {
    const both = setExperimentValue(boring, 'recipe.roles.decoder', 'encoder')
    expect(codes(both)).toEqual(['warning network-idle'])
    expect(analyseExperiment(both).totals.parameters).toBe(6)
  })

  test('E3 and E10 two players’ optimizers cannot train one network; frozen it may play for both, but then nobody learns', () => {
    const plain = emptyNetwork('both' as NetworkId, 'Both')
    const game: Experiment = {
      ...boring,
      networks: [plain],
      recipe: { id: 'gan', parameters: { latentSize: 2 }, roles: { generator: plain.id, discriminator: plain.id } },
      training: { ...boring.training, optimizers: { generator: { id: 'sgd', parameters: {} }, discriminator: { id: 'sgd', parameters: {} } } },
    }
    expect(codes(game)).toContain('error role-shared-by-players')
    const frozen = mended(game, 'Freeze Both')
    expect(codes(frozen).filter((code) => /shared|frozen/.test(code))).toEqual(['error player-frozen', 'error player-frozen'])
  })

  test('E10 a player whose networks are all frozen is refused, and mended by one of them', () => {
    const frozen = applyEdits(boring, boring.networks.map((network) => ({ kind: 'set-frozen', network: network.id, frozen: true })))
    expect(codes(frozen)).toEqual(['error player-frozen'])
    expect(codes(mended(frozen, 'Let decoder learn'))).toEqual([])
  })

  test('E10 a frozen network needs memory for its weights alone', () => {
    const [encoder] = boring.networks
    if (encoder === undefined) throw new Error('no encoder')
    const before = analyseExperiment(boring)
    const after = analyseExperiment(applyEdits(boring, [{ kind: 'set-frozen', network: encoder.id, frozen: true }]))
    const held = (analysis: typeof before): number => {
      const memory = estimateMemory(analysis, boring.training.batchSize, 0)
      return memory === undefined ? Number.NaN : memory.device - memory.activations
    }
    const weights = analyseExperiment(boring).networks.get(encoder.id)?.totals.parameters ?? 0
    expect(after.totals.parameters).toBe(before.totals.parameters)
    expect(weights).toBeGreaterThan(0)
    // Gradient and Adam's two slots.
    expect(held(before) - held(after)).toBe(weights * 4 * 3)
  })

  test('a role the recipe does not have warns and can be taken out', () => {
    const extra = { ...boring, recipe: { ...boring.recipe, roles: { ...boring.recipe.roles, critic: boring.networks[0]?.id ?? ('' as never) } } }
    expect(codes(extra)).toEqual(['warning role-unknown'])
    expect(mended(extra, 'Take it out')).toEqual(boring)
  })
})

describe('E4 and E5 catalogue entries and their parameters', () => {
  test.each([
    ['recipe.id', 'autoencodr', 'recipe-unknown', 'Use Autoencoder'],
    ['dataset.id', 'two-mons', 'dataset-unknown', 'Use Two moons'],
    ['training.optimizers.model.id', 'adan', 'optimizer-unknown', 'Use Adam'],
  ])('%s = %s is unknown, and the nearest is offered', (path, value, code, label) => {
    const experiment = setExperimentValue(boring, path, value)
    const problem = analyseExperiment(experiment).problems.find((each) => each.code === code)
    expect(problem).toMatchObject({ severity: 'error', got: value, place: { path } })
    expect(codes(mended(experiment, label))).toEqual([])
  })

  test.each([
    [0, '0'],
    [-1, '-1'],
    [1e6, '1000000'],
    ['NaN', '"NaN"'],
    ['fast', '"fast"'],
    [null, 'null'],
  ])('a learning rate of %j is refused in words', (value, got) => {
    const parameters = { learningRate: value }
    const experiment = setExperimentValue(boring, 'training.optimizers.model.parameters', parameters)
    expect(analyseExperiment(experiment).problems).toMatchObject([
      {
        code: 'parameter-invalid',
        severity: 'error',
        place: { path: 'training.optimizers.model.parameters.learningRate' },
        title: `Adam: Learning rate cannot be ${got}`,
        expected: 'a number above 0 and at most 10',
        got,
      },
    ])
    expect(codes(mended(experiment, 'Use the default, 0.001'))).toEqual([])
  })

  test('a missing optimizer is offered, one for nobody can be taken out', () => {
    const none = setExperimentValue(boring, 'training.optimizers', { spare: { id: 'sgd', parameters: {} } })
    expect(codes(none)).toEqual(['error optimizer-missing', 'warning player-unknown'])
    expect(codes(mended(mended(none, 'Use Adam'), 'Take it out'))).toEqual([])
  })

  test('dataset parameters that do not fit leave the networks without shapes and without further errors', () => {
    const experiment = setExperimentValue(boring, 'dataset.parameters.trainCount', 0)
    expect(codes(experiment)).toEqual(['error parameter-invalid'])
    expect(analyseExperiment(experiment).networksByRole['encoder']?.inputShape).toBeNull()
  })
})

describe('E6 and E7 sizes', () => {
  test('a batch larger than the training set is refused', () => {
    const experiment = setExperimentValue(setExperimentValue(boring, 'dataset.parameters.trainCount', 100), 'training.batchSize', 101)
    expect(analyseExperiment(experiment).problems).toMatchObject([{ code: 'batch-larger-than-data', expected: 'at most 100 examples a step', got: '101' }])
    expect(codes(mended(experiment, 'Use 100'))).toEqual([])
  })

  test('a batch of a wide layer that passes 2^31 - 1 values is refused, and the largest that fits is offered', () => {
    const wide = chain([node('input'), node('wide:dense', { units: 1_000_000 }), node('code:dense', { units: 2 }), node('output')], 'encoder')
    const experiment = { ...boring, networks: [wide, ...boring.networks.slice(1)], training: { ...boring.training, batchSize: 4000 } }
    expect(codes(experiment)).toEqual(['error too-large'])
    expect(codes(mended(experiment, 'Use 2,147'))).toEqual([])
  })

  test('weights that together pass 2^31 - 1 values are refused', () => {
    const layers = [1, 2, 3].map((index) => node(`d${index}:dense`, { units: 40_000 }))
    const huge = chain([node('input'), ...layers, node('code:dense', { units: 2 }), node('output')], 'encoder')
    expect(codes({ ...boring, networks: [huge, ...boring.networks.slice(1)] })).toEqual(['error too-large'])
  })
})

test('F1 across roles: a fault in the encoder is one error, and the decoder keeps the shape it was to get', () => {
  const faulty = chain([node('input'), node('code:dense', { units: 2 }), node('fold:reshape', { target: [3] }), node('output')], 'encoder')
  const analysis = analyseExperiment({ ...boring, networks: [faulty, ...boring.networks.slice(1)] })
  expect(analysis.problems.map((problem) => [problem.code, problem.place.network, problem.place.node])).toEqual([['reshape-size', 'encoder', 'fold']])
  expect([analysis.networksByRole['decoder']?.inputShape, analysis.totals.partial]).toEqual([[3], ['encoder']])
})

test('E9: a decoder that gives another shape than the data has is refused', () => {
  const wide = chain([node('input'), node('point:dense', { units: 3, activation: 'linear' }), node('output')], 'decoder')
  const experiment = { ...boring, networks: [...boring.networks.slice(0, 1), wide] }
  const [problem] = analyseExperiment(experiment).problems
  expect(problem).toMatchObject({ severity: 'error', place: { network: 'decoder', node: 'output' }, got: '3' })
  expect(codes(mended(experiment, 'Set 2 units'))).toEqual([])
})

test('the VAE template costs what its arithmetic says', () => {
  const { totals } = analyseExperiment(shippedExperiment('vae-mnist'))
  const parameters = 784 * 400 + 400 + 2 * (400 * 20 + 20) + (20 * 400 + 400) + (400 * 784 + 784)
  expect([totals.parameters, totals.weightBytes]).toEqual([parameters, 4 * parameters])
})
