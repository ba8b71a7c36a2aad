// Contrastive divergence against sums written out, and what training by it does to a machine.
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, describe, expect, test } from 'vitest'
import { contrastiveDivergence, hiddenUnits, visibleUnits, type BoltzmannWeights, type UnitKind } from '@shared/recipes/parts/restricted-boltzmann-machine'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

type Matrix = readonly (readonly number[])[]
const sigma = (value: number): number => 1 / (1 + Math.exp(-value))
const W: Matrix = [
  [0.5, -0.2],
  [0.1, 0.7],
  [-0.4, 0.3],
]
const b = [0.1, -0.3, 0.2]
const c = [-0.1, 0.4]
const v0: Matrix = [
  [1, 0, 0.5],
  [0.2, 0.9, 0],
]
const noise: Matrix = [
  [0.3, 0.9],
  [0.7, 0.1],
]

/** CD-1 as the source's code writes it: one example at a time, sums in plain numbers. */
function byHand(visible: UnitKind, hidden: UnitKind): { readonly kernel: number[][]; readonly visibleBias: number[]; readonly hiddenBias: number[] } {
  const end = (kind: UnitKind, value: number): number => (kind === 'binary' ? sigma(value) : value)
  const up = (v: readonly number[]): number[] => c.map((bias, j) => end(hidden, bias + v.reduce((sum, value, i) => sum + value * (W[i]?.[j] ?? 0), 0)))
  const kernel = W.map((row) => row.map(() => 0))
  const visibleBias = b.map(() => 0)
  const hiddenBias = c.map(() => 0)
  v0.forEach((data, example) => {
    const h0 = up(data)
    const states = h0.map((value, j) => (hidden === 'binary' ? Number((noise[example]?.[j] ?? 0) < value) : value + (noise[example]?.[j] ?? 0)))
    const v1 = b.map((bias, i) => end(visible, bias + states.reduce((sum, state, j) => sum + state * (W[i]?.[j] ?? 0), 0)))
    const h1 = up(v1)
    kernel.forEach((row, i) => row.forEach((_, j) => (row[j] = (row[j] ?? 0) + ((data[i] ?? 0) * (h0[j] ?? 0) - (v1[i] ?? 0) * (h1[j] ?? 0)) / v0.length)))
    visibleBias.forEach((_, i) => (visibleBias[i] = (visibleBias[i] ?? 0) + ((data[i] ?? 0) - (v1[i] ?? 0)) / v0.length))
    hiddenBias.forEach((_, j) => (hiddenBias[j] = (hiddenBias[j] ?? 0) + ((h0[j] ?? 0) - (h1[j] ?? 0)) / v0.length))
  })
  return { kernel, visibleBias, hiddenBias }
}

function weights(): BoltzmannWeights {
  return { kernel: tf.tensor2d(W.map((row) => [...row])), visibleBias: tf.tensor1d(b), hiddenBias: tf.tensor1d(c) }
}
const matrix = (rows: Matrix): tf.Tensor2D => tf.tensor2d(rows.map((row) => [...row]))

describe('one step of contrastive divergence', () => {
  test.each([
    ['binary', 'binary'],
    ['gaussian', 'binary'],
    ['binary', 'gaussian'],
  ] as const)('with %s visible and %s hidden units it is the sums written out', (visible, hidden) => {
    const { direction } = contrastiveDivergence(tf, { visible, hidden }, weights(), matrix(v0), matrix(noise))
    const expected = byHand(visible, hidden)
    const flat = (tensor: tf.Tensor): number[] => [...tensor.dataSync()]
    expected.kernel.flat().forEach((value, at) => expect(flat(direction.kernel)[at]).toBeCloseTo(value, 6))
    expected.visibleBias.forEach((value, at) => expect(flat(direction.visibleBias)[at]).toBeCloseTo(value, 6))
    expected.hiddenBias.forEach((value, at) => expect(flat(direction.hiddenBias)[at]).toBeCloseTo(value, 6))
  })

  test('followed step by step, a machine of two hidden units comes to bring back the two patterns it is shown', () => {
    const data = tf.tensor2d([
      [1, 1, 0, 0],
      [0, 0, 1, 1],
    ])
    let { kernel, visibleBias, hiddenBias }: BoltzmannWeights = { kernel: tf.randomNormal([4, 2], 0, 0.1, 'float32', 5), visibleBias: tf.zeros([4]), hiddenBias: tf.zeros([2]) }
    const error = (): number => {
      const machine = { kernel, visibleBias, hiddenBias }
      return tf.mean(tf.squaredDifference(data, visibleUnits(tf, 'binary', machine, hiddenUnits(tf, 'binary', machine, data)))).arraySync() as number
    }
    const before = error()
    for (let step = 0; step < 600; step += 1) {
      const { direction } = contrastiveDivergence(tf, { visible: 'binary', hidden: 'binary' }, { kernel, visibleBias, hiddenBias }, data, tf.randomUniform([2, 2], 0, 1, 'float32', step))
      kernel = tf.add(kernel, tf.mul(direction.kernel, 0.5))
      visibleBias = tf.add(visibleBias, tf.mul(direction.visibleBias, 0.5))
      hiddenBias = tf.add(hiddenBias, tf.mul(direction.hiddenBias, 0.5))
    }
    expect(before).toBeGreaterThan(0.2)
    expect(error()).toBeLessThan(0.05)
  })
})
