import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { smoothSeries } from '../../../src-renderer/charts/smooth-series'

const value = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: null, freq: 5 })
const weight = fc.double({ min: 0, max: 0.99, noNaN: true })

describe('smoothing a series', () => {
  test('a value that is not a number stays a gap, and nothing else becomes one', () => {
    fc.assert(
      fc.property(fc.array(value), weight, (values, w) => {
        expect(smoothSeries(values, w).map((one) => one === null)).toEqual(values.map((one) => one === null))
      }),
    )
  })

  test('a gap changes nothing of what comes after it', () => {
    fc.assert(
      fc.property(fc.array(value), weight, (values, w) => {
        const without = smoothSeries(values.filter((one) => one !== null), w)
        expect(smoothSeries(values, w).filter((one) => one !== null)).toEqual(without)
      }),
    )
  })

  test('a smoothed value lies between the least and the greatest value so far: the start is not pulled to zero', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), weight, (values, w) => {
        smoothSeries(values, w).forEach((smoothed, index) => {
          const seen = values.slice(0, index + 1)
          const slack = 1e-6 * Math.max(1, ...seen.map(Math.abs))
          expect(smoothed).toBeGreaterThanOrEqual(Math.min(...seen) - slack)
          expect(smoothed).toBeLessThanOrEqual(Math.max(...seen) + slack)
        })
      }),
    )
  })

  test('weight 0.5 gives the debiased average worked out by hand', () => {
    // Two values: (0.25 * 4 + 0.5 * 8) / (1 - 0.25) = 5 / 0.75
    const [first, second, third] = smoothSeries([4, 8, null], 0.5)
    expect([first, second?.toFixed(6), third]).toEqual([4, (20 / 3).toFixed(6), null])
  })

  test('weight 0 shows what was measured, with infinities as gaps', () => {
    expect(smoothSeries([1, Infinity, 3], 0)).toEqual([1, null, 3])
  })
})
