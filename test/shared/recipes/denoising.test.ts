// The denoising autoencoder: what its encoder is shown, what it compares with, what it refuses.
import { beforeAll, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { denoisingAutoencoder } from '@shared/recipes/denoising-autoencoder'
import type { RecipeContext } from '@shared/recipes/recipe-definition'
import { CounterRandom } from '@shared/tensors/counter-random'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { javascriptTf } from '../../main/engines/javascript-tf'
import { smallExperiment } from '../../main/trainer/small-experiments'

let tf: Tf
beforeAll(async () => {
  tf = await javascriptTf()
})

type Parameters = ReturnType<typeof denoisingAutoencoder.parameters.parse>

/** A network that gives back what it is shown, so that the loss is of the damage itself. */
function context(parameters: Partial<Parameters>, key: number): RecipeContext<Parameters> {
  const draw = (stream: string, shape: readonly number[], normal: boolean): Tensor => {
    const random = new CounterRandom(key, stream)
    return tf.tensor(Float32Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, () => (normal ? random.normal() : random.uniform())), [...shape])
  }
  const x = tf.tensor(Float32Array.from({ length: 2000 }, (_, index) => 0.25 + 0.5 * ((index * 7) % 11) / 10), [20, 100])
  return {
    tf,
    parameters: denoisingAutoencoder.parameters.parse(parameters),
    x,
    scheduled: {},
    prepared: {},
    training: true,
    random: { normal: (stream, shape) => draw(stream, shape, true), uniform: (stream, shape) => draw(stream, shape, false) },
    forward: (_role, input) => ({ output: input, exposed: { preActivation: input } }),
  }
}

function values(tensor: Tensor | undefined): number[] {
  return Array.from(tensor?.dataSync() ?? [])
}

const kinds: readonly Partial<Parameters>[] = [{ corruption: 'gaussian', deviation: 0.4 }, { corruption: 'masking', rate: 0.3 }, { corruption: 'salt-and-pepper', rate: 0.3 }]

test.each(kinds)('$corruption: another key damages otherwise, the same key alike, and the loss compares with the clean example', (parameters) => {
  const [first, again, other] = [1, 1, 2].map((key) => values(denoisingAutoencoder.corrupt?.(context(parameters, key))))
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
  const clean = values(context(parameters, 1).x)
  const damage = clean.reduce((sum, value, index) => sum + (value - (first?.[index] ?? 0)) ** 2, 0) / 20
  const { loss, metrics } = denoisingAutoencoder.loss('model', context(parameters, 1))
  expect(values(loss)[0]).toBeCloseTo(damage, 3)
  expect(values(metrics['squaredError'])[0]).toBeCloseTo(damage, 3)
  const measured = values(denoisingAutoencoder.evaluate(context(parameters, 1))['damage'])
  expect(measured.reduce((sum, value) => sum + value, 0) / 20).toBeCloseTo(damage, 3)
})

test('the share that is damaged, and what it becomes, are as asked', () => {
  const changed = (parameters: Partial<Parameters>): number[] => {
    const now = context(parameters, 3)
    const clean = values(now.x)
    return values(denoisingAutoencoder.corrupt?.(now)).filter((value, index) => value !== clean[index])
  }
  const masked = changed({ corruption: 'masking', rate: 0.3 })
  expect([masked.length / 2000, new Set(masked)]).toEqual([expect.closeTo(0.3, 1), new Set([0])])
  const peppered = changed({ corruption: 'salt-and-pepper', rate: 0.4, low: -1, high: 2 })
  expect([peppered.length / 2000, [...new Set(peppered)].sort()]).toEqual([expect.closeTo(0.4, 1), [-1, 2]])
  expect(changed({ corruption: 'gaussian', deviation: 0.1 })).toHaveLength(2000)
})

test('damage that changes nothing, and salt outside the data, are said; so is a code larger than an example, but not here', () => {
  const codes = (recipe: string, recipeParameters: Record<string, unknown>, more = {}): string[] =>
    analyseExperiment(smallExperiment({ recipe, recipeParameters, encoder: [['dense', { units: 5, activation: 'tanh' }]], ...more })).problems.map(({ code }) => code)
  expect(codes('denoising-autoencoder', {})).toEqual([])
  expect(codes('denoising-autoencoder', { rate: 0 })).toEqual(['corruption-idle'])
  expect(codes('autoencoder', {})).toEqual(['code-larger-than-example'])
  const digits = { dataset: { id: 'mnist', parameters: { trainLimit: 100, testLimit: 10 } }, encoder: [['flatten', {}], ['dense', { units: 5 }]], decoder: [['dense', { units: 784 }], ['reshape', { target: [28, 28, 1] }]] }
  expect(codes('denoising-autoencoder', { corruption: 'salt-and-pepper', low: -1 }, digits)).toEqual(['corruption-outside-data'])
})
