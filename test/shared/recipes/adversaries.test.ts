// Adversarial terms against closed forms and numeric gradients, the turns players take, and what the recipes refuse.
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { findRecipe } from '@shared/recipes/catalogue'
import { discriminatorTerm, generatorTerm, gradientPenalty } from '@shared/recipes/parts/adversarial-terms'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { javascriptTf } from '../../main/engines/javascript-tf'
import { smallAdversaries } from '../../main/trainer/small-adversaries'

let tf: Tf
beforeAll(async () => {
  tf = await javascriptTf()
})

function numbers(tensor: Tensor): number[] {
  return Array.from(tensor.dataSync())
}

function expectClose(found: readonly number[], expected: readonly number[], digits = 5): void {
  expect(found).toHaveLength(expected.length)
  found.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? Number.NaN, digits))
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit))

describe('adversarial terms', () => {
  const real = [-1.5, 0, 2]
  const fake = [0.7, -3, 1]

  test('the discriminator’s is −ln D(x) − ln(1 − D(x̃)), and 2 ln 2 where it cannot tell', () => {
    const expected = real.map((logit, index) => -Math.log(sigmoid(logit)) - Math.log(1 - sigmoid(fake[index] ?? 0)))
    expectClose(numbers(discriminatorTerm(tf, tf.tensor(real), tf.tensor(fake))), expected)
    expectClose(numbers(discriminatorTerm(tf, tf.tensor([0]), tf.tensor([0]))), [2 * Math.log(2)])
  })

  test('the generator’s is ln(1 − D(x̃)) in the minimax game, −ln D(x̃) where it does not saturate', () => {
    expectClose(numbers(generatorTerm(tf, tf.tensor(fake), 'minimax')), fake.map((logit) => Math.log(1 - sigmoid(logit))))
    expectClose(numbers(generatorTerm(tf, tf.tensor(fake), 'non-saturating')), fake.map((logit) => -Math.log(sigmoid(logit))))
  })

  test('where fakes are told easily, only the non-saturating loss still has a gradient; both stay finite', () => {
    const slope = (loss: 'minimax' | 'non-saturating', logit: number): number => numbers(tf.grad((l: Tensor) => tf.sum(generatorTerm(tf, l, loss)))(tf.tensor([logit])))[0] ?? Number.NaN
    expect(slope('minimax', -30)).toBeCloseTo(0, 6)
    expect(slope('non-saturating', -30)).toBeCloseTo(-1, 6)
    expect(numbers(discriminatorTerm(tf, tf.tensor([-200]), tf.tensor([200])))).toEqual([400])
  })
})

describe('the gradient penalty', () => {
  const penaltyOf = (critic: (x: Tensor) => Tensor): number[] => {
    const real = tf.tensor([[0.5, -1], [2, 0.3]])
    const fake = tf.tensor([[-0.2, 0.4], [1, 1.5]])
    return numbers(gradientPenalty(tf, real, fake, tf.tensor([[0.25], [0.8]]), critic))
  }

  test('of a linear critic is (‖w‖ − 1)², whatever lies between', () => {
    expectClose(penaltyOf((x) => tf.sum(tf.mul(x, tf.tensor([3, 4])), 1)), [16, 16], 4)
    expectClose(penaltyOf((x) => tf.sum(tf.mul(x, tf.tensor([0.6, 0.8])), 1)), [0, 0], 5)
  })

  test('takes the slope at ε x + (1 − ε) x̃', () => {
    // ∇ ½‖x‖² = x, so the penalty is (‖x̂‖ − 1)².
    const between = [[0.25 * 0.5 + 0.75 * -0.2, 0.25 * -1 + 0.75 * 0.4], [0.8 * 2 + 0.2 * 1, 0.8 * 0.3 + 0.2 * 1.5]]
    expectClose(penaltyOf((x) => tf.sum(tf.mul(tf.square(x), 0.5), 1)), between.map(([x = 0, y = 0]) => (Math.hypot(x, y) - 1) ** 2), 4)
  })

  test('of a flat critic is 1, and its own gradient is finite', () => {
    const weights = tf.zeros([2, 1])
    const gradient = tf.grad((w: Tensor) => tf.sum(gradientPenalty(tf, tf.tensor([[1, 2]]), tf.tensor([[0, 0]]), tf.tensor([[0.5]]), (x) => tf.reshape(tf.matMul(x as Tensor2D, w as Tensor2D), [-1]))))(weights)
    expect(numbers(gradient).every(Number.isFinite)).toBe(true)
  })

  test.each(['leaky-relu', 'tanh', 'softplus', 'sigmoid'] as const)('its gradient by the weights of a critic with %s agrees with central differences', (kind) => {
    const first = Array.from({ length: 8 }, (_, index) => Math.sin(3.1 * index + 0.4))
    const second = [0.9, -1.3, 0.7, 1.1]
    const apply = { 'leaky-relu': (x: Tensor) => tf.leakyRelu(x, 0.2), tanh: (x: Tensor) => tf.tanh(x), softplus: (x: Tensor) => tf.softplus(x), sigmoid: (x: Tensor) => tf.sigmoid(x) }[kind]
    const real = tf.tensor([[0.5, -1], [2, 0.3], [0.1, 0.2]])
    const fake = tf.tensor([[-0.2, 0.4], [1, 1.5], [-1, -2]])
    const total = (weights: Tensor): Tensor =>
      tf.sum(gradientPenalty(tf, real, fake, tf.tensor([[0.25], [0.8], [0.5]]), (x) => tf.reshape(tf.matMul(apply(tf.matMul(x as Tensor2D, weights as Tensor2D)) as Tensor2D, tf.tensor2d(second, [4, 1])), [-1])))
    const exact = numbers(tf.grad(total)(tf.tensor(first, [2, 4])))
    const at = (index: number, shift: number): number => numbers(total(tf.tensor(first.map((value, other) => (other === index ? value + shift : value)), [2, 4])))[0] ?? Number.NaN
    first.forEach((_, index) => expect(exact[index], `weight ${index}`).toBeCloseTo((at(index, 5e-3) - at(index, -5e-3)) / 1e-2, 1))
    expect(Math.max(...exact.map(Math.abs))).toBeGreaterThan(0.05)
  })
})

describe('turns', () => {
  test.each(['gan', 'wgan-gp'])('%s: k turns of the opponent, each on its own batch, then the generator’s; only the last is shared', (id) => {
    const recipe = findRecipe(id)
    const name = id === 'gan' ? 'discriminatorSteps' : 'criticSteps'
    const turns = (settings: Record<string, unknown>): unknown => recipe?.updates?.(recipe.parameters.parse(settings)).map(({ player, batch, sharesWithNext }) => [player, batch, sharesWithNext === true])
    expect(turns({ [name]: 3 })).toEqual([['discriminator', 0, false], ['discriminator', 1, false], ['discriminator', 2, true], ['generator', 2, false]])
    expect(turns({ [name]: 1, generatorNoise: 'fresh' })).toEqual([['discriminator', 0, false], ['generator', 0, false]])
    expect(recipe?.batchesPerStep?.(recipe.parameters.parse({ [name]: 3 }))).toBe(3)
  })
})

describe('what adversarial recipes refuse', () => {
  const codes = (changes: Parameters<typeof smallAdversaries>[0]): string[] => analyseExperiment(smallAdversaries(changes)).problems.map(({ code, severity }) => `${severity} ${code}`)

  test('nothing where all fits; the generator starts from as many values as the noise has', () => {
    expect(codes({})).toEqual([])
    expect(codes({ recipe: 'wgan-gp' })).toEqual([])
    expect(analyseExperiment(smallAdversaries({ recipeParameters: { latentSize: 7 } })).networksByRole['generator']?.inputShape).toEqual([7])
  })

  test('fakes of another shape, and fakes within bounds where data has none', () => {
    expect(codes({ generator: [['dense', { units: 3 }]] })).toContain('error generator-shape-mismatch')
    expect(codes({ generatorEnd: 'sigmoid' })).toEqual(['warning generator-range-mismatch'])
  })

  test('a verdict of two numbers, and one squeezed where the loss needs it plain', () => {
    expect(codes({ discriminator: [['dense', { units: 2 }]] })).toContain('error verdict-not-one-number')
    expect(codes({ discriminatorEnd: 'sigmoid' })).toEqual([])
    expect(codes({ discriminatorEnd: 'tanh' })).toEqual(['error verdict-activation'])
    expect(codes({ recipe: 'wgan-gp', discriminatorEnd: 'sigmoid' })).toEqual(['error verdict-activation'])
  })

  test('under gradient penalty, layers without a second gradient and layers that mix a batch, by name', () => {
    const last = ['dense', { units: 1, activation: 'linear' }] as const
    const pooled = [['reshape', { target: [1, 2, 1] }], ['max-pool-2d', { pool: [1, 2] }], ['flatten', {}], last] as const
    const refused = analyseExperiment(smallAdversaries({ recipe: 'wgan-gp', discriminator: pooled })).problems
    expect(refused.map(({ code, place }) => [code, place.node])).toEqual([['no-second-gradient', 'max-pool-2d-2']])
    expect(refused[0]?.got).toBe('Max pool: the gradient of maximum pooling is computed by an operation that has none itself')
    expect(codes({ discriminator: pooled })).toEqual([])
    expect(codes({ recipe: 'wgan-gp', discriminator: [['dense', { units: 4, activation: 'elu' }], ['activation', { kind: 'gelu' }], last] })).toEqual([])
    expect(codes({ recipe: 'wgan-gp', discriminator: [['batch-normalisation', {}], last] })).toEqual(['error critic-batch-normalisation'])
    expect(codes({ discriminator: [['dense', { units: 4, activation: 'elu' }], ['batch-normalisation', {}], last] })).toEqual([])
  })
})
