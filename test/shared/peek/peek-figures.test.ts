// What a peek makes of values: figures, histogram and tiles, whatever numbers they are.
import { expect, test } from 'vitest'
import { packFigures, peekFigures, unpackFigures } from '../../../src-shared/peek/peek-figures'

test('figures of known values; what is not finite is counted apart', () => {
  const figures = peekFigures(Float32Array.of(0, 1, 2, 3, 0, Number.NaN, Number.POSITIVE_INFINITY, 6), [2])
  expect(figures).toMatchObject({ mean: 2, least: 0, most: 6, zeros: 0.25, notFinite: 0.25, tiles: null })
  expect(figures.deviation).toBeCloseTo(Math.sqrt((4 + 1 + 0 + 1 + 4 + 16) / 6))
  expect(Array.from(figures.histogram).reduce((sum, count) => sum + count, 0)).toBe(6)
})

test('nothing but not-a-numbers, and values all alike, are shown without a fault', () => {
  expect(peekFigures(Float32Array.of(Number.NaN, Number.NaN), [1])).toMatchObject({ notFinite: 1, mean: Number.NaN, tiles: null })
  expect(peekFigures(new Float32Array(16).fill(3), [2, 2, 1])).toMatchObject({ least: 3, most: 3, deviation: 0, tiles: { shape: [4, 2, 2], data: new Uint8Array(16).fill(128) } })
})

test('channels of the first example become tiles, examples where there is one channel; large images are thinned', () => {
  const two = Float32Array.of(0, 10, 1, 11, 2, 12, 3, 13, 9, 9, 9, 9, 9, 9, 9, 9)
  const tiles = peekFigures(two, [2, 2, 2]).tiles
  expect(tiles?.shape).toEqual([2, 2, 2])
  expect(Array.from(tiles?.data.subarray(0, 4) ?? [])).toEqual([0, 1, 2, 3].map((value) => Math.round((255 * value) / 13)))
  expect(peekFigures(new Float32Array(4 * 28 * 28).map((_, at) => at), [28, 28, 1]).tiles?.shape).toEqual([4, 28, 28])
  expect(peekFigures(new Float32Array(100 * 300).map((_, at) => at), [100, 300, 1]).tiles?.shape).toEqual([1, 20, 60])
})

test('packed and unpacked, figures are the same', () => {
  const figures = peekFigures(Float32Array.of(0.5, -0.25, 0, 1), [2, 2, 1])
  expect(unpackFigures(packFigures('abc', figures)).get('abc')).toEqual({ ...figures, mean: Math.fround(figures.mean), deviation: Math.fround(figures.deviation) })
})
