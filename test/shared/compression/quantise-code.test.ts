// Rounding of codes, what it costs in bits, and pictures cut into frames and joined again.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOfValues, cutFrames, frameGrid, joinFrames, valuesOfBytes } from '@shared/compression/frames'
import { bitDepths, codeRate, quantisationIndex, quantisationStep, quantiseCodes, quantiseValue } from '@shared/compression/quantise-code'

const depths = fc.constantFrom(...bitDepths)
const codeValues = fc.double({ min: -1, max: 1, noNaN: true })

test('rounding moves a value by half a step at most, and what is rounded stays where it is', () => {
  fc.assert(
    fc.property(codeValues, depths, (value, bits) => {
      const rounded = quantiseValue(value, bits)
      expect(Math.abs(rounded - value)).toBeLessThanOrEqual(quantisationStep(bits) / 2)
      expect(quantiseValue(rounded, bits)).toBe(rounded)
      expect([Number.isInteger(quantisationIndex(value, bits)), quantisationIndex(value, bits) >= 0, quantisationIndex(value, bits) < 2 ** bits]).toEqual([true, true, true])
    }),
  )
})

test('larger values never get lower levels', () => {
  fc.assert(fc.property(codeValues, codeValues, depths, (a, b, bits) => a > b || quantisationIndex(a, bits) <= quantisationIndex(b, bits)))
})

test.each(bitDepths.map((bits) => [bits]))('%i bits have as many levels as they can tell apart, evenly between −1 and 1', (bits) => {
  const fine = Float32Array.from({ length: 20_001 }, (_, index) => -1 + index / 10_000)
  const levels = [...new Set(quantiseCodes(fine, bits))].sort((a, b) => a - b)
  const step = quantisationStep(bits)
  expect(levels).toEqual(Array.from({ length: 2 ** bits }, (_, index) => -1 + (index + 0.5) * step))
})

test('values outside [−1, 1] count as its ends', () => {
  expect([quantiseValue(-3, 1), quantiseValue(3, 1), quantiseValue(7, 2)]).toEqual([-0.5, 0.5, 0.75])
})

test('16 values of 6 and 4 bits for 64 pixels are 1.5 and 1 bits a pixel', () => {
  expect([codeRate(16, 6, 64), codeRate(16, 4, 64)]).toEqual([1.5, 1])
})

const images = fc
  .tuple(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 23 }))
  .chain(([height, width]) => fc.record({ height: fc.constant(height), width: fc.constant(width), pixels: fc.uint8Array({ minLength: height * width, maxLength: height * width }) }))

test('a picture cut into frames and joined again is the same, whether frames divide it or not', () => {
  fc.assert(
    fc.property(images, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (image, tall, wide) => {
      const frames = cutFrames(image, [tall, wide])
      const [rows, columns] = frameGrid(image, [tall, wide])
      expect(frames.length).toBe(rows * columns * tall * wide)
      expect(joinFrames(frames, image, [tall, wide])).toEqual(new Uint8Array(image.pixels))
    }),
  )
})

test('frames come row by row, and beyond the border its pixels are repeated', () => {
  const image = { height: 3, width: 3, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) }
  expect([...cutFrames(image, [2, 2])]).toEqual([1, 2, 4, 5, 3, 3, 6, 6, 7, 8, 7, 8, 9, 9, 9, 9])
})

test('bytes become values of a range and bytes again; what lies outside is cut, what is no number is black', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  for (const range of [[-1, 1], [0, 1]] as const) expect(bytesOfValues(valuesOfBytes(bytes, range), range)).toEqual(bytes)
  expect([...valuesOfBytes(Uint8Array.of(0, 255), [-1, 1])]).toEqual([-1, 1])
  expect([...bytesOfValues(Float32Array.of(-2, 3, Number.NaN), [-1, 1])]).toEqual([0, 255, 0])
})
