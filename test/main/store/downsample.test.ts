// Thinning a series: never more points than asked for, never a spike or a fault lost.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDownsampler, type SeriesPoint } from '../../../src-main/store/downsample'

const values = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 600 })

function thin(series: readonly (number | null)[], maxPoints: number): SeriesPoint[] {
  const sampler = createDownsampler(series.length, maxPoints)
  series.forEach((value, step) => sampler.add({ step, epoch: step, elapsedMs: step, value }))
  return sampler.finish()
}

test('a series keeps to the limit, its order, its ends, its extremes and a not-a-number', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 400 }), (series, maxPoints) => {
      const kept = thin(series, maxPoints)
      expect(kept.length).toBeLessThanOrEqual(maxPoints)
      const steps = kept.map((point) => point.step)
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
      for (const point of kept) expect(point.value).toBe(series[point.step] ?? null)
      if (series.length === 0) return
      expect(steps.at(0)).toBe(0)
      expect(steps.at(-1)).toBe(series.length - 1)
      if (maxPoints < 5) return
      const numbers = series.filter((value) => value !== null)
      if (numbers.length > 0) {
        expect(Math.max(...kept.map((point) => point.value ?? -Infinity))).toBe(Math.max(...numbers))
        expect(Math.min(...kept.map((point) => point.value ?? Infinity))).toBe(Math.min(...numbers))
      }
      expect(kept.some((point) => point.value === null)).toBe(series.includes(null))
    }),
  )
})

test('a series within the limit stays whole', () => {
  expect(thin([3, null, 1, 2], 4)).toHaveLength(4)
})
