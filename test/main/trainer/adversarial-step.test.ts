// Steps of several players, in this process and in plain JavaScript: who changes what, from which batch, and what sharing may not change.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import type { NamedTensors, Tensor, Tf } from '@shared/tensors/tf'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { Engine } from '../../../src-main/engines/engine'
import { createJavascriptEngine } from '../../../src-main/engines/javascript/javascript-engine'
import { loadTfjs } from '../../../src-main/engines/load-tfjs'
import { buildModel } from '../../../src-main/trainer/model'
import { recipeContext } from '../../../src-main/trainer/programs/recipe-context'
import { exampleStream } from '../../../src-main/trainer/run-length'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { smallAdversaries } from './small-adversaries'

let tf: Tf
let engine: Engine
beforeAll(async () => {
  engine = await createJavascriptEngine()
  tf = loadTfjs()
})

interface Trained {
  readonly session: TrainingSession
  readonly states: NamedArrays[]
  readonly metrics: Record<string, number>[]
}

async function train(experiment: Experiment, steps: number): Promise<Trained> {
  const dataset = await loadDataset(experiment.dataset, { mnist: '/nowhere' })
  const session = new TrainingSession(engine, buildModel(experiment), dataset, 'eager')
  const stream = exampleStream(session.model, dataset.train.count)
  const states = [session.readState()]
  const metrics: Record<string, number>[] = []
  for (let step = 0; step < steps; step += 1) {
    metrics.push(session.step(step, stream.stepsPerEpoch, stream.batch(step)))
    states.push(session.readState())
  }
  return { session, states, metrics }
}

function part(state: NamedArrays | undefined, beginning: string): NamedArrays {
  return Object.fromEntries(Object.entries(state ?? {}).filter(([name]) => name.startsWith(beginning)))
}

const plain = (learningRate: number, more: object = {}): Experiment['training']['optimizers'][string] => ({ id: 'sgd', parameters: { learningRate }, ...more })

describe.each(['gan', 'wgan-gp'] as const)('a step of %s', (recipe) => {
  const one = recipe === 'gan' ? { discriminatorSteps: 1 } : { criticSteps: 1 }

  test('shared or fresh, the opponent learns the same from the same fakes', async () => {
    const shared = await train(smallAdversaries({ recipe, recipeParameters: one }), 1)
    const fresh = await train(smallAdversaries({ recipe, recipeParameters: { ...one, generatorNoise: 'fresh' } }), 1)
    expect(part(shared.states[1], 'discriminator/')).toEqual(part(fresh.states[1], 'discriminator/'))
    expect(part(shared.states[1], 'generator/')).not.toEqual(part(fresh.states[1], 'generator/'))
    for (const { session } of [shared, fresh]) session.dispose()
  })

  test('the generator’s shared update is the gradient of its loss under the opponent just updated, that update held fixed', async () => {
    const rate = 0.1
    const { session, states } = await train(smallAdversaries({ recipe, recipeParameters: one, optimizer: plain(rate) }), 1)
    const { model } = session
    const tensors = (arrays: NamedArrays): NamedTensors => Object.fromEntries(Object.entries(arrays).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]))
    const before = tensors(part(states[0], 'generator/'))
    const opponent = tensors(part(states[1], 'discriminator/'))
    const names = Object.keys(before)
    const unasked = (stream: string): never => {
      throw new Error(`no randomness here but the noise: ${stream}`)
    }
    // The same noise, drawn once more; everything else is worked out without nesting, sharing or detaching.
    const probe = engine.createSession({
      state: {},
      programs: { draw: { feeds: { key: { shape: [2], dtype: 'int32' } }, run: ({ random: source }, _state, feeds) => ({ outputs: { z: source(feeds['key'] as Tensor).normal('noise', [32, 3]) } }) } },
    })
    const z = probe.run('draw', { key: { dtype: 'int32', shape: [2], data: Int32Array.of(1, 0) } })['z']
    if (z === undefined) throw new Error('no noise')
    const noise = tf.tensor(z.data, [...z.shape])
    const gradients = tf.grads((...weights: Tensor[]) => {
      const program = { tf, random: () => ({ normal: unasked, uniform: unasked }) }
      const context = recipeContext({ model, program, feeds: { key: tf.tensor([1, 0], [2], 'int32') }, weights: { ...opponent, ...Object.fromEntries(names.map((name, index) => [name, weights[index] as Tensor])) }, training: true })
      const fake = context.forward('generator', noise).output
      return model.recipe.loss('generator', { ...context, prepared: { fake } }).loss
    })(names.map((name) => before[name] as Tensor))
    names.forEach((name, index) => {
      const expected = Array.from(gradients[index]?.dataSync() ?? []).map((gradient, at) => (states[0]?.[name]?.data[at] ?? 0) - rate * gradient)
      Array.from(states[1]?.[name]?.data ?? []).forEach((value, at) => expect(value, name).toBeCloseTo(expected[at] ?? Number.NaN, 5))
    })
    session.dispose()
  })

  test('k turns move the opponent’s count by k and the generator’s by one, and eat k batches', async () => {
    const turns = recipe === 'gan' ? { discriminatorSteps: 3 } : { criticSteps: 3 }
    const { session, states } = await train(smallAdversaries({ recipe, recipeParameters: turns }), 2)
    expect([states[2]?.['optimizer/discriminator/step']?.data[0], states[2]?.['optimizer/generator/step']?.data[0]]).toEqual([6, 2])
    expect(exampleStream(session.model, 512).batch(0)).toHaveLength(96)
    expect(exampleStream(session.model, 512).stepsPerEpoch).toBe(6)
    session.dispose()
  })

  test('repeats itself exactly, with no more tensors after many steps than after one', async () => {
    const experiment = smallAdversaries({ recipe })
    const [first, second] = [await train(experiment, 4), await train(experiment, 4)]
    expect(second.metrics).toEqual(first.metrics)
    expect(second.states.at(-1)).toEqual(first.states.at(-1))
    second.session.dispose()
    const { session } = first
    const stream = exampleStream(session.model, 512)
    const before = session.memory().tensors
    for (let step = 4; step < 10; step += 1) session.step(step, stream.stepsPerEpoch, stream.batch(step))
    await session.evaluate(10, stream.stepsPerEpoch)
    expect(session.memory().tensors).toBe(before)
    session.dispose()
  })

  test('every metric the recipe names comes out, of training and of test, and those of the ring’s modes', async () => {
    const { session, metrics } = await train(smallAdversaries({ recipe }), 1)
    const named = (split: 'train' | 'test'): string[] => session.model.recipe.metrics(session.model.recipeParameters).filter(({ splits }) => splits.includes(split)).map(({ name }) => name)
    expect(Object.keys(metrics[0] ?? {}).sort()).toEqual(named('train').sort())
    expect(Object.keys(await session.evaluate(1, 1)).sort()).toEqual([...named('test'), 'modesCovered', 'highQuality'].sort())
    session.dispose()
  })
})

test('moving averages follow their own player alone: real and fake batches both count for the discriminator, its opponent’s turn for neither', async () => {
  const layers = [['dense', { units: 4, bias: false }], ['batch-normalisation', { momentum: 0.5 }]] as const
  const experiment = smallAdversaries({
    recipeParameters: { discriminatorSteps: 1 },
    generator: [...layers, ['dense', { units: 2 }]],
    discriminator: [...layers, ['dense', { units: 1 }]],
    optimizer: plain(1e-9),
  })
  const { session, states } = await train(experiment, 1)
  const movedBy = (network: string): number => states[1]?.[`${network}/batch-normalisation-2/movingVariance`]?.data[0] ?? Number.NaN
  // One pass keeps half of the initial 1, two passes a quarter of it; the batches add what they have.
  const generator = movedBy('generator')
  const discriminator = movedBy('discriminator')
  expect(generator).toBeGreaterThan(0.5)
  expect(discriminator).toBeGreaterThan(0.25)
  const again = await train({ ...experiment, recipe: { ...experiment.recipe, parameters: { ...experiment.recipe.parameters, generatorNoise: 'fresh' } } }, 1)
  // The generator's own turn ran the discriminator on other fakes there, and moved nothing of it.
  expect(again.states[1]?.['discriminator/batch-normalisation-2/movingMean']?.data).toEqual(states[1]?.['discriminator/batch-normalisation-2/movingMean']?.data)
  for (const trained of [session, again.session]) trained.dispose()
})

describe('what an optimizer’s settings do in a step', () => {
  test('a schedule sets each player’s own rate by step', async () => {
    const frozen = plain(0.1, { schedule: { id: 'step', parameters: { factor: 0, everySteps: 1 } } })
    const experiment = smallAdversaries({ training: { optimizers: { discriminator: frozen, generator: plain(0.1) } } })
    const { session, states } = await train(experiment, 2)
    expect(part(states[1], 'discriminator/')).not.toEqual(part(states[0], 'discriminator/'))
    expect(part(states[2], 'discriminator/')).toEqual(part(states[1], 'discriminator/'))
    expect(part(states[2], 'generator/')).not.toEqual(part(states[1], 'generator/'))
    session.dispose()
  })

  test('clipping by norm bounds how far all weights of a player move together', async () => {
    const clipped = plain(1, { clipping: { kind: 'norm', limit: 0.01 } })
    const { session, states } = await train(smallAdversaries({ training: { optimizers: { discriminator: clipped, generator: clipped } } }), 1)
    for (const network of ['generator/', 'discriminator/']) {
      const moved = Math.hypot(...Object.entries(part(states[1], network)).flatMap(([name, { data }]) => Array.from(data, (value, at) => value - (states[0]?.[name]?.data[at] ?? 0))))
      expect(moved, network).toBeLessThan(0.0101)
      expect(moved, network).toBeGreaterThan(0.0099)
    }
    session.dispose()
  })
})
