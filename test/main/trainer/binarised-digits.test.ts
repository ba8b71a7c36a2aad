// Binarised digits: drawn anew in every training step by the run's seed, drawn once for all tests, and a run goes on bit by bit.
import { resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import type { NamedArray } from '@shared/tensors/named-arrays'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { LoadedDataset } from '../../../src-main/datasets/loaded-dataset'
import type { Engine } from '../../../src-main/engines/engine'
import { createJavascriptEngine } from '../../../src-main/engines/javascript/javascript-engine'
import { locate } from '../../../src-main/locations'
import { ExampleStream } from '../../../src-main/trainer/example-stream'
import { gatherExamples, range } from '../../../src-main/trainer/gather-examples'
import { buildModel } from '../../../src-main/trainer/model'
import { trainingExamples } from '../../../src-main/trainer/programs/recipe-context'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { differentArrays } from '../../support/different-arrays'
import { smallExperiment } from './small-experiments'

const { mnist } = locate({ root: resolve(import.meta.dirname, '../../..') })
const limits = { trainLimit: 96, testLimit: 30 }
const binarised = { id: 'mnist', parameters: { ...limits, pixels: 'binarised' } }
let engine: Engine
let digits: LoadedDataset
let grey: LoadedDataset
beforeAll(async () => {
  engine = await createJavascriptEngine()
  digits = await loadDataset(binarised, { mnist })
  grey = await loadDataset({ id: 'mnist', parameters: limits }, { mnist })
})

/** What a training step of this seed and number learns from. */
function seen(seed: number, step: number): Float32Array {
  const x = gatherExamples(digits.train, digits.description.shape, range(0, 96))
  const key: NamedArray = { dtype: 'int32', shape: [2], data: Int32Array.of(seed, step) }
  const feeds = { key: { dtype: 'int32' as const, shape: [2] }, x: { dtype: 'uint8' as const, shape: x.shape } }
  const session = engine.createSession({ state: {}, programs: { see: { feeds, run: (program, _state, tensors) => ({ outputs: { x: trainingExamples(program, digits.description, tensors) } }) } } }, { execution: 'eager' })
  const { x: values } = session.run('see', { key, x })
  session.dispose()
  return Float32Array.from(values?.data ?? [])
}

test('training draws every pixel by its grey level: the same seed and step alike, another step or seed anew', () => {
  const [first, again, later, other] = [seen(1, 5), seen(1, 5), seen(1, 6), seen(2, 5)]
  expect(again).toEqual(first)
  expect(later).not.toEqual(first)
  expect(other).not.toEqual(first)
  expect(new Set(first)).toEqual(new Set([0, 1]))
  expect(grey.train.examples).toEqual(digits.train.examples)
  const mean = (values: ArrayLike<number>, scale: number) => Array.from(values).reduce((sum, value) => sum + value / scale, 0) / values.length
  expect(mean(first, 1)).toBeCloseTo(mean(grey.train.examples, 255), 2.3)
  expect(grey.train.examples.every((byte, at) => (byte > 0 || first[at] === 0) && (byte < 255 || first[at] === 1))).toBe(true)
})

test('test digits are drawn once, and more of them begin with the same ones', async () => {
  expect(new Set(digits.test.examples)).toEqual(new Set([0, 255]))
  expect(digits.test.examples).not.toEqual(grey.test.examples)
  const fewer = await loadDataset({ id: 'mnist', parameters: { ...limits, testLimit: 7, pixels: 'binarised' } }, { mnist })
  expect(fewer.test.examples).toEqual(digits.test.examples.subarray(0, 7 * 784))
})

test('a run goes on from a written state as if it had never stood still', () => {
  const experiment: Experiment = smallExperiment({
    recipe: 'vae',
    recipeParameters: { likelihood: 'bernoulli' },
    dataset: binarised,
    encoder: [['flatten', {}], ['dense', { units: 6 }]],
    latent: 2,
    decoder: [['dense', { units: 784, activation: 'linear' }], ['reshape', { target: [28, 28, 1] }]],
    outputActivation: 'sigmoid',
    training: { batchSize: 32 },
  })
  const stream = new ExampleStream(experiment.training.seed, 96, 32)
  const open = () => new TrainingSession(engine, buildModel(experiment), digits, 'eager')
  const steps = (session: TrainingSession, begin: number, end: number) => {
    for (let step = begin; step < end; step += 1) session.step(step, 3, stream.batch(step))
    return session
  }
  const whole = steps(open(), 0, 5)
  const first = steps(open(), 0, 3)
  const second = open()
  second.writeState(first.readState())
  expect(differentArrays(steps(second, 3, 5).readState(), whole.readState())).toEqual([])
  for (const session of [whole, first, second]) session.dispose()
})
