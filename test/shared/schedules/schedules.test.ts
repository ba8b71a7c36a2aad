// Schedules: pure functions of the step, between 0 and 1, each as its formula says, with the warm-up before it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findSchedule, scheduleCatalogue } from '@shared/schedules/catalogue'

function factor(id: string, settings: Record<string, unknown>, step: number, totalSteps = 1000): number {
  const schedule = findSchedule(id)
  if (schedule === undefined) throw new Error(`no ${id}`)
  return schedule.factor(schedule.parameters.parse(settings), { step, totalSteps })
}

describe('schedules', () => {
  test('constant is 1 everywhere', () => {
    for (const step of [0, 1, 999, 5000]) expect(factor('constant', {}, step)).toBe(1)
  })

  test('step falls in stairs, at the first step of each', () => {
    const at = (step: number): number => factor('step', { factor: 0.1, everySteps: 10 }, step)
    expect([at(0), at(9), at(10), at(19), at(20)]).toEqual([1, 1, 0.1, 0.1, 0.1 ** 2])
  })

  test('exponential falls by its factor over its steps, smoothly', () => {
    const at = (step: number): number => factor('exponential', { factor: 0.25, everySteps: 10 }, step)
    expect(at(10)).toBeCloseTo(0.25, 12)
    expect(at(5)).toBeCloseTo(0.5, 12)
    expect(at(6) / at(5)).toBeCloseTo(at(1) / at(0), 12)
  })

  test('cosine ends at its final share at the end of the run, or after its own steps, and stays there', () => {
    expect(factor('cosine', { finalShare: 0.2 }, 500)).toBeCloseTo(0.6, 12)
    expect(factor('cosine', { finalShare: 0.2 }, 1000)).toBeCloseTo(0.2, 12)
    expect(factor('cosine', { overSteps: 100 }, 100)).toBeCloseTo(0, 12)
    expect(factor('cosine', { overSteps: 100 }, 700)).toBeCloseTo(0, 12)
  })

  test.each(scheduleCatalogue.map(({ id }) => id))('%s warms up in a straight line that starts above zero and meets it', (id) => {
    const at = (step: number): number => factor(id, { warmUpSteps: 4 }, step)
    expect([at(0), at(1), at(2), at(3)]).toEqual([0.25, 0.5, 0.75, 1])
    expect(at(4)).toBe(factor(id, {}, 0, 996))
    expect(at(54)).toBeCloseTo(factor(id, {}, 50, 996), 12)
  })

  test('gives a share between 0 and 1 for any settings and step, the same each time', () => {
    const whole = fc.integer({ min: 1, max: 100_000 })
    fc.assert(
      fc.property(fc.constantFrom(...scheduleCatalogue), whole, whole, fc.integer({ min: 0, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (schedule, totalSteps, steps, step, share) => {
        const parameters = schedule.parameters.parse({ warmUpSteps: steps % 50, everySteps: steps, overSteps: steps, factor: share, finalShare: share })
        const value = schedule.factor(parameters, { step, totalSteps })
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(schedule.factor(parameters, { step, totalSteps })).toBe(value)
      }),
    )
  })
})
