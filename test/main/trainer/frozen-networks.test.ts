// Rules E3 and E10 in training, in this process and in plain JavaScript: frozen networks keep every bit, shared ones learn once from both
// their roles. The captured steps are held against these in captured-equality.integration.test.ts.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import { applyEdits } from '@shared/graph/apply-edit'
import type { NetworkId } from '@shared/graph/network'
import { StudioError } from '@shared/studio-error'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { Engine } from '../../../src-main/engines/engine'
import { createJavascriptEngine } from '../../../src-main/engines/javascript/javascript-engine'
import { fitCheckpoint } from '../../../src-main/trainer/fit-checkpoint'
import { buildModel, initialState } from '../../../src-main/trainer/model'
import { exampleStream } from '../../../src-main/trainer/run-length'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { smallAdversaries } from './small-adversaries'
import { smallExperiment } from './small-experiments'

const ENCODER = 'encoder' as NetworkId

let engine: Engine
beforeAll(async () => {
  engine = await createJavascriptEngine()
})

const freeze = (experiment: Experiment, network: NetworkId = ENCODER): Experiment => applyEdits(experiment, [{ kind: 'set-frozen', network, frozen: true }])

function noisy(rate: number): Experiment {
  const encoder = [
    ['dense', { units: 8 }],
    ['batch-normalisation', {}],
    ['dropout', { rate }],
    ['dense', { units: 2 }],
  ] as const
  return smallExperiment({ encoder })
}

interface Trained {
  readonly before: NamedArrays
  readonly after: NamedArrays
  readonly metrics: readonly Record<string, number>[]
}

async function train(experiment: Experiment, { steps = 4, from }: { readonly steps?: number; readonly from?: NamedArrays } = {}): Promise<Trained> {
  const dataset = await loadDataset(experiment.dataset, { mnist: '/nowhere' })
  const session = new TrainingSession(engine, buildModel(experiment), dataset, 'eager')
  if (from !== undefined) session.writeState(from)
  const stream = exampleStream(session.model, dataset.train.count)
  const before = session.readState()
  const metrics = Array.from({ length: steps }, (_, step) => session.step(step, stream.stepsPerEpoch, stream.batch(step)))
  const after = session.readState()
  session.dispose()
  return { before, after, metrics }
}

const under = (state: NamedArrays, beginning: string): NamedArrays => Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith(beginning)))

describe('E10 a frozen network', () => {
  test('keeps its weights and moving averages bit for bit while the others learn; no optimizer keeps anything for it', async () => {
    const { before, after } = await train(freeze(noisy(0.3)))
    const kept = under(before, 'encoder/')
    expect(Object.keys(kept).filter((name) => name.includes('moving'))).toHaveLength(2)
    expect(under(after, 'encoder/')).toEqual(kept)
    expect(under(after, 'decoder/')).not.toEqual(under(before, 'decoder/'))
    expect(Object.keys(after).filter((name) => name.startsWith('optimizer/') && name.includes('encoder'))).toEqual([])
    expect(Object.keys(after).filter((name) => name.startsWith('optimizer/') && name.includes('decoder')).length).toBeGreaterThan(0)
  })

  test('computes in a step as it does in a test: its dropout drops nothing, its averages normalise', async () => {
    const [little, much] = [await train(freeze(noisy(0.1))), await train(freeze(noisy(0.8)))]
    expect(little.metrics).toEqual(much.metrics)
    expect((await train(noisy(0.1))).metrics).not.toEqual((await train(noisy(0.8))).metrics)
  })

  test('lets gradients pass to the networks before it', async () => {
    const { before, after } = await train(freeze(smallExperiment(), 'decoder' as NetworkId))
    expect(under(after, 'decoder/')).toEqual(under(before, 'decoder/'))
    expect(under(after, 'encoder/')).not.toEqual(under(before, 'encoder/'))
  })

  test('is refused where its player has no other, naming it', () => {
    const game = smallAdversaries()
    const generator = game.recipe.roles['generator']
    if (generator === undefined) throw new Error('no generator')
    expect(() => buildModel(freeze(game, generator))).toThrow(StudioError)
    expect(() => buildModel(freeze(game, generator))).toThrow(/is frozen, and nothing else of the generator could learn/)
  })

  test('resumes from a checkpoint where it stood; a fork may freeze what learned before, and let learn what was frozen', async () => {
    const frozen = freeze(noisy(0))
    const half = await train(frozen)
    const told: string[] = []
    const at = (arrays: NamedArrays) => ({ path: 'here', step: 4, epoch: 0, elapsedMs: 0, execution: { mode: 'captured' as const, xla: false }, optimizers: { model: 'adam' }, arrays })
    const model = buildModel(frozen)
    expect(fitCheckpoint(model, initialState(model), at(half.after) as never, 'resumed', (message) => told.push(message))).toEqual(half.after)
    const learned = await train(noisy(0))
    const taken = fitCheckpoint(model, initialState(model), at(learned.after), 'forked', (message) => told.push(message))
    expect(under(taken, 'encoder/')).toEqual(under(learned.after, 'encoder/'))
    expect(told).toEqual([])
    const thawed = buildModel(noisy(0))
    const fresh = initialState(thawed)
    const again = fitCheckpoint(thawed, fresh, at(half.after), 'forked', (message) => told.push(message))
    expect(under(again, 'optimizer/')).toEqual(under(fresh, 'optimizer/'))
    expect(told).toEqual([expect.stringContaining('the networks it trains, are others now')])
  })
})

test('E3 a network in two roles has one set of weights, moved by the gradients of both', async () => {
  const square = smallExperiment({ encoder: [['dense', { units: 2, activation: 'tanh' }]], optimizer: { id: 'sgd', parameters: { learningRate: 0.05 } } })
  const tied: Experiment = { ...square, networks: square.networks.filter((network) => network.id === ENCODER), recipe: { ...square.recipe, roles: { encoder: ENCODER, decoder: ENCODER } } }
  const { before, after, metrics } = await train(tied, { steps: 40 })
  expect(Object.keys(before).filter((name) => !name.startsWith('optimizer/')).every((name) => name.startsWith('encoder/'))).toBe(true)
  expect(under(after, 'encoder/')).not.toEqual(under(before, 'encoder/'))
  expect(metrics.at(-1)?.['loss'] ?? Infinity).toBeLessThan(metrics[0]?.['loss'] ?? 0)
})
