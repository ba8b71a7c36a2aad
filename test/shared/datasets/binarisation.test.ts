// Binarised images: how test pictures are drawn. Training batches: test/main/trainer/binarised-digits.test.ts.
import { expect, test } from 'vitest'
import { binariseBytes } from '@shared/datasets/parts/binarisation'
import { mnist } from '@shared/datasets/mnist'

test('a pixel is white as often as its grey level says; black and white stay', () => {
  for (const byte of [0, 51, 128, 204, 255]) {
    const drawn = binariseBytes(new Uint8Array(20_000).fill(byte), 'test')
    expect(new Set(drawn).size).toBe(byte === 0 || byte === 255 ? 1 : 2)
    expect(drawn.reduce((sum, value) => sum + value / 255, 0) / drawn.length).toBeCloseTo(byte / 255, 1.6)
  }
})

test('the first pictures come out alike, however many follow; another set is drawn otherwise', () => {
  const bytes = Uint8Array.from({ length: 3000 }, (_, index) => (index * 37) % 256)
  const drawn = binariseBytes(bytes, 'test')
  expect(binariseBytes(bytes.subarray(0, 700), 'test')).toEqual(drawn.subarray(0, 700))
  expect(binariseBytes(bytes, 'other')).not.toEqual(drawn)
})

test('digits are grey unless asked otherwise', () => {
  expect(mnist.describe(mnist.parameters.parse({}))).not.toHaveProperty('binarised')
  expect(mnist.describe(mnist.parameters.parse({ pixels: 'binarised' })).binarised).toBe(true)
})
