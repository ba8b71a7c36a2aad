// What a classifier's steps see and change, in this process and in plain JavaScript: only labelled examples, in every stage its own players.
import { beforeAll, expect, test } from 'vitest'
import { experimentSchema, type Experiment } from '@shared/experiment/experiment'
import { labelledExamples } from '@shared/recipes/parts/labelled-examples'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { Engine } from '../../../src-main/engines/engine'
import { createJavascriptEngine } from '../../../src-main/engines/javascript/javascript-engine'
import { buildModel } from '../../../src-main/trainer/model'
import { runExamples } from '../../../src-main/trainer/run-examples'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { chain, smallExperiment } from './small-experiments'

let engine: Engine
beforeAll(async () => {
  engine = await createJavascriptEngine()
})

/** Two moons, 500 points of 64 a step: 8 steps an epoch. */
function moons(recipe: 'classifier' | 'pretrained-classifier', parameters: Record<string, unknown>): Experiment {
  const plain = smallExperiment()
  const adam = { id: 'adam', parameters: { learningRate: 0.02 } }
  const pretrained = recipe === 'pretrained-classifier'
  return experimentSchema.parse({
    ...plain,
    networks: [
      chain('encoder', [['dense', { units: 16, activation: 'tanh' }], ['dropout', { rate: 0.2 }]], 'linear'),
      chain('head', [['dense', { units: 2, activation: 'linear' }]], 'softmax'),
      ...(pretrained ? [chain('decoder', [['dense', { units: 2, activation: 'linear' }]], 'linear')] : []),
    ],
    recipe: { id: recipe, parameters, roles: { encoder: 'encoder', head: 'head', ...(pretrained ? { decoder: 'decoder' } : {}) } },
    training: { ...plain.training, epochs: 4, optimizers: { classifier: adam, ...(pretrained ? { autoencoder: adam } : {}) } },
  })
}

const under = (state: NamedArrays, network: string): NamedArrays => Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith(`${network}/`)))

test('a step sees labelled examples alone, as often as the whole training set makes steps; a stage without labels sees all', async () => {
  const experiment = moons('pretrained-classifier', { labels: 10, pretrainingEpochs: 1 })
  const dataset = await loadDataset(experiment.dataset, { mnist: '/nowhere' })
  const examples = runExamples(buildModel(experiment), dataset)
  expect(examples.stepsPerEpoch).toBe(8)
  const chosen = labelledExamples(dataset.train.labels ?? [], 2, experiment.training.seed, 10)
  expect(new Set([0, 1, 2, 3, 4, 5, 6, 7].flatMap((step) => [...examples.batch(step)])).size).toBe(500)
  for (const step of [8, 9, 31]) {
    const batch = examples.batch(step)
    expect(batch).toHaveLength(64)
    expect(new Set(batch)).toEqual(new Set(chosen))
  }
  expect(() => runExamples(buildModel(experiment), { ...dataset, train: { ...dataset.train, labels: null } })).toThrow(/has no labels to learn from/)
})

test('the loss falls and accuracy rises above chance with all labels', async () => {
  const experiment = moons('classifier', { labels: 0 })
  const dataset = await loadDataset(experiment.dataset, { mnist: '/nowhere' })
  const session = new TrainingSession(engine, buildModel(experiment), dataset, 'eager')
  const examples = runExamples(session.model, dataset)
  const before = await session.evaluate(0, examples.stepsPerEpoch)
  for (let step = 0; step < 32; step += 1) session.step(step, examples.stepsPerEpoch, examples.batch(step))
  const after = await session.evaluate(32, examples.stepsPerEpoch)
  expect(after['loss'] ?? Infinity).toBeLessThan(before['loss'] ?? 0)
  expect(after['accuracy']).toBeGreaterThan(70)
  expect((after['accuracy'] ?? 0) + (after['errorRate'] ?? 0)).toBeCloseTo(100, 4)
  const predictions = await session.classifyTest(32)
  const right = Array.from(predictions?.predicted ?? []).filter((label, at) => label === dataset.test.labels?.[at]).length
  expect((100 * right) / dataset.test.count).toBeCloseTo(after['accuracy'] ?? Number.NaN, 4)
  session.dispose()
})

test('pretraining leaves the classifier alone; then a frozen encoder keeps every bit and drops nothing', async () => {
  const experiment = moons('pretrained-classifier', { labels: 20, pretrainingEpochs: 2, encoder: 'frozen' })
  const dataset = await loadDataset(experiment.dataset, { mnist: '/nowhere' })
  const session = new TrainingSession(engine, buildModel(experiment), dataset, 'eager')
  const examples = runExamples(session.model, dataset)
  const train = (from: number, to: number): readonly Record<string, number>[] => Array.from({ length: to - from }, (_, index) => session.step(from + index, examples.stepsPerEpoch, examples.batch(from + index)))
  const fresh = session.readState()
  expect(Object.keys(train(0, 16)[0] ?? {})).toEqual(['reconstruction'])
  const pretrained = session.readState()
  expect(under(pretrained, 'head')).toEqual(under(fresh, 'head'))
  expect(under(pretrained, 'encoder')).not.toEqual(under(fresh, 'encoder'))
  expect(await session.classifyTest(16)).toBeNull()
  expect(Object.keys(train(16, 24)[0] ?? {})).toEqual(['loss', 'accuracy'])
  const classified = session.readState()
  for (const network of ['encoder', 'decoder']) expect(under(classified, network)).toEqual(under(pretrained, network))
  expect(under(classified, 'head')).not.toEqual(under(pretrained, 'head'))
  expect(await session.classifyTest(24)).not.toBeNull()
  session.dispose()
})
