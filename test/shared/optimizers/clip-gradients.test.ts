// Clipping: global norms over all of a player's gradients, values one by one, and not-a-number left loud.
import { beforeAll, expect, test } from 'vitest'
import { clipGradients, clippingSchema } from '@shared/optimizers/clip-gradients'
import type { NamedTensors, Tf } from '@shared/tensors/tf'
import { javascriptTf } from '../../main/engines/javascript-tf'

let tf: Tf
let gradients: NamedTensors
beforeAll(async () => {
  tf = await javascriptTf()
  // Together of length √(9 + 16 + 144) = 13.
  gradients = { kernel: tf.tensor([[3, -4]]), bias: tf.tensor([12]) }
})

function values(tensors: NamedTensors): number[] {
  return Object.values(tensors).flatMap((tensor) => Array.from(tensor.dataSync()))
}

test('by norm shortens all gradients together and keeps their direction', () => {
  const found = values(clipGradients(tf, gradients, { kind: 'norm', limit: 6.5 }))
  ;[1.5, -2, 6].forEach((expected, index) => expect(found[index]).toBeCloseTo(expected, 5))
})

test('by norm leaves shorter gradients exactly as they are, and stands zeros', () => {
  expect(values(clipGradients(tf, gradients, { kind: 'norm', limit: 14 }))).toEqual([3, -4, 12])
  expect(values(clipGradients(tf, { kernel: tf.zeros([2]) }, { kind: 'norm', limit: 1 }))).toEqual([0, 0])
  expect(clipGradients(tf, {}, { kind: 'norm', limit: 1 })).toEqual({})
})

test('by value cuts each number off by itself', () => {
  expect(values(clipGradients(tf, gradients, { kind: 'value', limit: 3.5 }))).toEqual([3, -3.5, 3.5])
})

test('no clipping is what one gets without asking, and hands out the same tensors', () => {
  expect(clipGradients(tf, gradients, clippingSchema.parse({}))).toBe(gradients)
})

test('a gradient that is not a number does not become one', () => {
  const broken = { kernel: tf.tensor([Number.NaN, 1]) }
  expect(values(clipGradients(tf, broken, { kind: 'norm', limit: 1 })).every(Number.isNaN)).toBe(true)
})
