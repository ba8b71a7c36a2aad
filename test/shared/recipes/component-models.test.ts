// Principal components against a decomposition done apart, and codes of the logistic model against what makes them best.
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { PCA } from 'ml-pca'
import { beforeAll, describe, expect, test } from 'vitest'
import { principalWeights } from '@shared/recipes/principal-components'
import { logisticCodes, positiveInverse } from '@shared/recipes/parts/logistic-codes'
import { CounterRandom } from '@shared/tensors/counter-random'
import { decomposeSymmetric } from '../../../src-main/trainer/decompose-symmetric'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

const COUNT = 400
const VALUES = 6

/** Rows with one wide, one middling and four narrow directions, mixed, about a mean that is not zero. */
function rows(): number[][] {
  const random = new CounterRandom(5, 'component test')
  const mixing = Array.from({ length: VALUES }, () => Array.from({ length: VALUES }, () => random.normal()))
  const spreads = [3, 1.5, 0.3, 0.3, 0.2, 0.1]
  return Array.from({ length: COUNT }, () => {
    const source = spreads.map((spread) => spread * random.normal())
    return mixing.map((line, index) => index + line.reduce((sum, weight, at) => sum + weight * (source[at] ?? 0), 0))
  })
}

function sums(data: readonly (readonly number[])[]) {
  const sum = new Float32Array(VALUES)
  const products = new Float32Array(VALUES * VALUES)
  for (const row of data) {
    row.forEach((value, a) => {
      sum[a] = (sum[a] ?? 0) + value
      row.forEach((other, b) => (products[a * VALUES + b] = (products[a * VALUES + b] ?? 0) + value * other))
    })
  }
  const array = (shape: number[], values: Float32Array) => ({ dtype: 'float32' as const, shape, data: values })
  return { count: array([], Float32Array.of(data.length)), sum: array([VALUES], sum), products: array([VALUES, VALUES], products) }
}

describe('principal components', () => {
  test('are the directions another decomposition finds, and lose what it leaves out', () => {
    const data = rows()
    const units = 2
    const layer = { inputs: VALUES, units, kernel: 'up', bias: 'offset' }
    const back = { inputs: units, units: VALUES, kernel: 'down', bias: 'mean' }
    const weights = principalWeights(sums(data), { values: VALUES, units, encoder: layer, decoder: back }, decomposeSymmetric)
    const numbers = (name: string): ArrayLike<number> => weights[name]?.data ?? []
    let squared = 0
    for (const row of data) {
      const code = Array.from({ length: units }, (_, unit) => row.reduce((sum, value, at) => sum + value * (numbers('up')[at * units + unit] ?? 0), numbers('offset')[unit] ?? 0))
      row.forEach((value, at) => {
        const back_ = code.reduce((sum, part, unit) => sum + part * (numbers('down')[unit * VALUES + at] ?? 0), numbers('mean')[at] ?? 0)
        squared += (value - back_) ** 2
      })
    }
    const values = new PCA(data).getEigenvalues()
    const left = values.slice(units).reduce((sum, value) => sum + value, 0)
    // The library divides by N − 1.
    expect(squared / COUNT).toBeCloseTo((left * (COUNT - 1)) / COUNT, 3)
  })

  test('of a symmetric matrix come largest first, as unit vectors that the matrix stretches', () => {
    const matrix = Float64Array.from([4, 1, 0, 1, 3, 0.5, 0, 0.5, 1])
    const { values, vectors } = decomposeSymmetric(matrix, 3)
    expect([...values]).toEqual([...values].sort((a, b) => b - a))
    for (let vector = 0; vector < 3; vector += 1) {
      for (let line = 0; line < 3; line += 1) {
        const stretched = [0, 1, 2].reduce((sum, at) => sum + (matrix[line * 3 + at] ?? 0) * (vectors[vector * 3 + at] ?? 0), 0)
        expect(stretched).toBeCloseTo((values[vector] ?? 0) * (vectors[vector * 3 + line] ?? 0), 9)
      }
    }
  })
})

describe('logistic components', () => {
  test('an inverse by iteration undoes its matrix, also where directions differ a thousandfold', () => {
    const matrix = tf.tensor2d([4, 1, 0, 1, 3, 0.02, 0, 0.02, 0.004], [3, 3])
    const product = tf.matMul(matrix, positiveInverse(tf, matrix)).dataSync()
    for (let at = 0; at < 9; at += 1) expect(product[at]).toBeCloseTo(at % 4 === 0 ? 1 : 0, 3)
  })

  test('a code is where the slope of its cost vanishes, and no other nearby costs less', () => {
    const random = new CounterRandom(9, 'logistic test')
    const [batch, size, values] = [5, 3, 20]
    const draw = (count: number, scale: number): number[] => Array.from({ length: count }, () => scale * random.normal())
    const directions = tf.tensor2d(draw(size * values, 1.5), [size, values])
    const offset = tf.tensor1d(draw(values, 0.5))
    const x = tf.tensor2d(Array.from({ length: batch * values }, () => random.uniform()), [batch, values])
    const decay = 0.01
    const cost = (code: tf.Tensor): tf.Tensor1D => {
      const logits = tf.add(tf.matMul(code as tf.Tensor2D, directions), offset)
      return tf.add(tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), 1), tf.mul(tf.sum(tf.square(code), 1), decay / 2))
    }
    const codes = logisticCodes(tf, { directions, offset }, x, decay, 60)
    // The registry of gradients is the engine's: written out here.
    const error = tf.sub<tf.Tensor2D>(tf.sigmoid(tf.add(tf.matMul(codes as tf.Tensor2D, directions), offset)), x)
    const slope = tf.add(tf.matMul(error, directions, false, true), tf.mul(codes, decay)).dataSync()
    expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-3)
    const best = cost(codes).dataSync()
    for (const step of [0.05, -0.05]) cost(tf.add(codes, step)).dataSync().forEach((other, index) => expect(other).toBeGreaterThan(best[index] ?? 0))
    // Few steps are not enough, and no code costs more than none.
    const none = cost(tf.zeros([batch, size])).dataSync()
    cost(logisticCodes(tf, { directions, offset }, x, decay, 2)).dataSync().forEach((few, index) => {
      expect(few).toBeGreaterThanOrEqual((best[index] ?? 0) - 1e-4)
      expect(few).toBeLessThan(none[index] ?? 0)
    })
  })
})
