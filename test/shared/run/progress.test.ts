// Speed and time left: calm, never negative, unknown rather than guessed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDuration, formatRate, observeRate, samplesPerSecond, timeLeftMs, unknownRate } from '@shared/run/progress'

describe('speed and time left', () => {
  test('any reports, in any order, give a time left that is null or a finite number from zero up', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -5, max: 1e9 }), fc.double({ noNaN: false }))), fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e9 }), (reports, step, total) => {
        const rate = reports.reduce((known, [at, elapsed]) => observeRate(known, at, elapsed), unknownRate)
        const left = timeLeftMs(rate, step, total)
        if (left !== null) expect(left >= 0 && Number.isFinite(left)).toBe(true)
      }),
    )
  })

  test('a steady run is told exactly; a slow-down is followed within a few smoothing times', () => {
    let rate = unknownRate
    for (let step = 10; step <= 100; step += 10) rate = observeRate(rate, step, step * 5)
    expect(timeLeftMs(rate, 100, 300)).toBeCloseTo(1000)
    expect(samplesPerSecond(rate, 128)).toBeCloseTo(25_600)
    for (let index = 1; index <= 400; index += 1) rate = observeRate(rate, 100 + index, 500 + index * 100)
    expect(rate.msPerStep).toBeGreaterThan(95)
  })

  test('what passes before the first report is warm-up: it sets the start and says nothing of the speed', () => {
    const first = observeRate(unknownRate, 3, 9_000)
    expect(timeLeftMs(first, 3, 1_000)).toBeNull()
    expect(timeLeftMs(observeRate(first, 103, 9_500), 103, 1_000)).toBeCloseTo(4_485)
  })

  test('unknown totals and unknown speeds give null, a finished run zero', () => {
    expect(timeLeftMs(unknownRate, 0, 100)).toBeNull()
    expect(timeLeftMs({ ...unknownRate, msPerStep: 1 }, 0, null)).toBeNull()
    expect(timeLeftMs(unknownRate, 100, 100)).toBe(0)
    expect(timeLeftMs(unknownRate, 120, 100)).toBe(0)
  })

  test('durations and rates read as people write them', () => {
    expect([0, 7_400, 760_000, 11_100_000, 187_200_000, -5, Number.NaN, null].map(formatDuration)).toEqual(['0:00', '0:07', '12:40', '3:05:00', '2 d 4 h', '0:00', '–', '–'])
    expect([0.5, 850, 12_400, 1_200_000, null].map(formatRate)).toEqual(['0.5', '850', '12.4k', '1.2M', '–'])
  })
})
