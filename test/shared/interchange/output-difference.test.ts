import { expect, test } from 'vitest'
import { outputDifference } from '@shared/interchange/output-difference'

test('a difference is a share of the largest value, of 1 for small ones, and endless where only one side is a number', () => {
  expect(outputDifference([100, 1], [100, 2])).toBe(0.01)
  expect(outputDifference([0.1, 0.2], [0.1, 0.25])).toBeCloseTo(0.05)
  expect(outputDifference([Number.NaN, Infinity, 2], [Number.NaN, Infinity, 2])).toBe(0)
  expect(outputDifference([Number.NaN], [1])).toBe(Infinity)
  expect(outputDifference([1], [Number.NaN])).toBe(Infinity)
  expect(outputDifference([Infinity], [-Infinity])).toBe(Infinity)
})
