// What is said of a run's codes beside the standard normal's, and the ring that holds 95 % of that.
import { expect, test } from 'vitest'
import { CounterRandom } from '@shared/tensors/counter-random'
import { fitPlane, planeCorners } from '../../../src-renderer/charts/plane-view'
import { codeSpread, priorRing, PRIOR_RADIUS, spreadWords } from '../../../src-renderer/panels/compare/latents/code-spread'

const words = (width: number, ...values: number[]) => spreadWords(codeSpread({ width, values: Float32Array.from(values) }))

test('mean and spread of each dimension; of wider codes from the smallest to the largest', () => {
  expect(words(2, 1, -10, 3, -30)).toBe('mean 2.0 and −20; spread 1.0 and 10')
  expect(words(3, 0, 1, -0.04, 0, 3, -0.04)).toBe('mean 0.0 to 2.0; spread 0.0 to 1.0')
  expect(words(1, 5)).toBe('mean 5.0; spread 0.0')
})

test('95 % of the standard normal lie inside the ring, which closes', () => {
  const random = new CounterRandom(1, 'ring')
  const inside = Array.from({ length: 20_000 }, () => Math.hypot(random.normal(), random.normal()) < PRIOR_RADIUS).filter(Boolean).length
  expect(inside / 20_000).toBeCloseTo(0.95, 2)
  const ring = priorRing()
  for (let at = 0; at < ring.length; at += 2) expect(Math.hypot(ring[at] ?? 0, ring[at + 1] ?? 0)).toBeCloseTo(PRIOR_RADIUS, 5)
  expect([ring.at(-2), ring.at(-1)]).toEqual([expect.closeTo(ring[0] ?? 0, 5), expect.closeTo(ring[1] ?? 0, 5)])
})

test('planes that have room for each other’s corners have one scale', () => {
  const [small, large] = [[0, 0, 1, 1], [-10, 0, 10, 5]]
  const around = [...planeCorners(small), ...planeCorners(large)]
  expect(fitPlane([small], 200, 200, { around })).toEqual(fitPlane([large], 200, 200, { around }))
  expect(fitPlane([small], 200, 200).scale).toBeGreaterThan(fitPlane([large], 200, 200).scale)
})
