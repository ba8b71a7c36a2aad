import { expect, test } from 'vitest'
import { fitArrows } from '../../../src-renderer/charts/fit-arrows'

test('arrows keep their direction, fit a cell, and what is not a number is left out', () => {
  const at = [0, 0, 1, 0, 2, 0, 3, 0]
  const { lines, scale } = fitArrows(at, [2, 0, 0, 4, Number.NaN, 1, 0, 0], 1)
  expect(lines).toHaveLength(12)
  expect([...lines.slice(0, 4)]).toEqual([0, 0, 2 * scale, 0])
  expect([...lines.slice(4, 8)]).toEqual([1, 0, 1, 1])
  expect([...lines.slice(8)]).toEqual([3, 0, 3, 0])
})

test('short arrows are drawn as long as they are', () => {
  expect(fitArrows([0, 0], [0.1, 0.2], 1)).toEqual({ lines: Float32Array.of(0, 0, 0.1, 0.2), scale: 1 })
})
