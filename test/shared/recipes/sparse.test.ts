// The sparse autoencoder: its penalties against closed forms, what counts as on, what it refuses; its first layer as pictures.
import { beforeAll, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { sparseAutoencoder } from '@shared/recipes/sparse-autoencoder'
import type { RecipeContext } from '@shared/recipes/recipe-definition'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { activationUse } from '../../../src-renderer/panels/train/latent/activation-use'
import { firstFilters } from '../../../src-main/trainer/snapshots/first-filters'
import { javascriptTf } from '../../main/engines/javascript-tf'
import { smallExperiment } from '../../main/trainer/small-experiments'

let tf: Tf
beforeAll(async () => {
  tf = await javascriptTf()
})

type Parameters = ReturnType<typeof sparseAutoencoder.parameters.parse>
const CODE = [0.9, 0.02, 0, 0.5, 0.1, 0.04]

/** Two examples; the encoder gives CODE as `[2, 3]`, the decoder the examples themselves, so that the loss is the penalty's alone. */
function context(parameters: Partial<Parameters>): RecipeContext<Parameters> {
  const x = tf.tensor([0.2, 0.4, 0.6, 0.8], [2, 2])
  const none = (): Tensor => tf.zeros([1])
  return {
    tf,
    parameters: sparseAutoencoder.parameters.parse(parameters),
    x,
    scheduled: {},
    prepared: {},
    training: true,
    random: { normal: none, uniform: none },
    forward: (role) => ({ output: role === 'encoder' ? tf.tensor(CODE, [2, 3]) : x, exposed: {} }),
  }
}

function value(tensor: Tensor | undefined): number {
  return tensor?.dataSync()[0] ?? Number.NaN
}

test('L1 is the mean over examples of the summed sizes; units further from 0 than 0.05 are on', () => {
  const { loss, metrics } = sparseAutoencoder.loss('model', context({ penalty: 'l1', weight: 2 }))
  expect(value(metrics['penalty'])).toBeCloseTo(1.56 / 2, 5)
  expect(value(loss)).toBeCloseTo(1.56, 5)
  expect(value(metrics['activeUnits'])).toBe(1.5)
})

test('KL is of each unit’s mean activation from the target, summed over units, and 0 where they are equal', () => {
  const divergence = (rho: number, mean: number): number => rho * Math.log(rho / mean) + (1 - rho) * Math.log((1 - rho) / (1 - mean))
  const expected = [0.7, 0.06, 0.02].reduce((sum, mean) => sum + divergence(0.1, mean), 0)
  const { loss, metrics } = sparseAutoencoder.loss('model', context({ penalty: 'kl', target: 0.1, weight: 3 }))
  expect(value(metrics['penalty'])).toBeCloseTo(expected, 4)
  expect(value(loss)).toBeCloseTo(3 * expected, 4)
  expect(Array.from(sparseAutoencoder.evaluate(context({ penalty: 'kl', target: 0.1 }))['penalty']?.dataSync() ?? [])).toEqual([expect.closeTo(expected, 4), expect.closeTo(expected, 4)])
})

test('rates need a code between 0 and 1: refused otherwise, with both ways to mend it', () => {
  const problems = (activation: string, penalty: string) =>
    analyseExperiment(smallExperiment({ recipe: 'sparse-autoencoder', recipeParameters: { penalty }, encoder: [['dense', { units: 30, activation }]] })).problems
  expect(problems('sigmoid', 'kl')).toEqual([])
  expect(problems('relu', 'l1')).toEqual([])
  const [problem] = problems('relu', 'kl')
  expect([problem?.code, problem?.got, problem?.fixes?.map(({ label }) => label)]).toEqual(['code-not-rates', 'relu', ['Set sigmoid', 'Use L1']])
})

test('a layer that only activates counts as the encoder’s end, also before noise', () => {
  const got = (kind: string, ...after: readonly (readonly [string, Record<string, unknown>])[]) =>
    analyseExperiment(smallExperiment({ recipe: 'sparse-autoencoder', recipeParameters: { penalty: 'kl' }, encoder: [['dense', { units: 30 }], ['activation', { kind }], ...after] })).problems.map((problem) => [problem.code, problem.got])
  expect(got('sigmoid')).toEqual([])
  expect(got('sigmoid', ['masking-noise', {}], ['salt-and-pepper-noise', {}], ['spatial-dropout', {}])).toEqual([])
  expect(got('tanh')).toEqual([['code-not-rates', 'tanh']])
})

test('codes are counted by size and by unit', () => {
  const use = activationUse({ dtype: 'float32', shape: [2, 3], data: Float32Array.from(CODE) }, 0.05)
  expect(use?.shares).toEqual([1, 0.5, 0])
  expect([use?.used, use?.perExample, use?.counts.reduce((sum, count) => sum + count, 0), use?.counts[0]]).toEqual([2, 1.5, 6, 2])
})

test('filters are the columns of the first dense layer that sees all of an example, each by its own largest weight', () => {
  const experiment = smallExperiment({
    dataset: { id: 'mnist', parameters: { trainLimit: 100, testLimit: 10 } },
    encoder: [['flatten', {}], ['dense', { units: 3 }]],
    decoder: [['dense', { units: 784 }], ['reshape', { target: [28, 28, 1] }]],
  })
  const encoder = analyseExperiment(experiment).networksByRole['encoder']
  const kernel = Float32Array.from({ length: 784 * 3 }, (_, at) => (at % 3) - 1)
  const filters = firstFilters(encoder, [28, 28, 1], { 'encoder/dense-2/kernel': { dtype: 'float32', shape: [784, 3], data: kernel } })
  expect([filters?.count, ...(filters?.values.filter((_, at) => at % 784 === 5) ?? [])]).toEqual([3, -1, 0, 1])
  expect(firstFilters(encoder, [14, 14, 1], { 'encoder/dense-2/kernel': { dtype: 'float32', shape: [784, 3], data: kernel } })).toBeNull()
})
