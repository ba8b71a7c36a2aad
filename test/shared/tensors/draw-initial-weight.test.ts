// How weights start: by the rule their layer names, from seed and name alone.
import { describe, expect, test } from 'vitest'
import { drawInitialWeight } from '@shared/tensors/draw-initial-weight'

const shape = [200, 100]

function spread(values: Float32Array): { readonly largest: number; readonly deviation: number } {
  let largest = 0
  let squares = 0
  for (const value of values) {
    largest = Math.max(largest, Math.abs(value))
    squares += value * value
  }
  return { largest, deviation: Math.sqrt(squares / values.length) }
}

describe('initial weights', () => {
  test('stay within the bounds, or have the spread, that their rule says', () => {
    const glorot = spread(drawInitialWeight(1, 'n/a/kernel', shape, { kind: 'glorot-uniform', fanIn: 200, fanOut: 100 }))
    expect(glorot.largest).toBeLessThanOrEqual(Math.sqrt(6 / 300))
    expect(glorot.deviation).toBeCloseTo(Math.sqrt(2 / 300), 3)
    const fanIn = spread(drawInitialWeight(1, 'n/a/kernel', shape, { kind: 'uniform-fan-in', fanIn: 200 }))
    expect(fanIn.largest).toBeLessThanOrEqual(1 / Math.sqrt(200))
    expect(fanIn.deviation).toBeCloseTo(1 / Math.sqrt(600), 3)
    expect(spread(drawInitialWeight(1, 'n/a/kernel', shape, { kind: 'he-normal', fanIn: 200 })).deviation).toBeCloseTo(0.1, 2)
    expect(spread(drawInitialWeight(1, 'n/a/kernel', shape, { kind: 'normal', standardDeviation: 0.02 })).deviation).toBeCloseTo(0.02, 3)
    expect(drawInitialWeight(1, 'n/a/bias', [3], { kind: 'zeros' })).toEqual(Float32Array.of(0, 0, 0))
    expect(drawInitialWeight(1, 'n/a/scale', [2], { kind: 'ones' })).toEqual(Float32Array.of(1, 1))
    expect(drawInitialWeight(1, 'n/a/scale', [2], { kind: 'constant', value: 0.5 })).toEqual(Float32Array.of(0.5, 0.5))
  })

  test('depend on the seed and the full name, and on nothing else', () => {
    const draw = (seed: number, name: string): string => String(drawInitialWeight(seed, name, [4], { kind: 'he-normal', fanIn: 4 }))
    expect(draw(7, 'encoder/dense-1/kernel')).toBe(draw(7, 'encoder/dense-1/kernel'))
    expect(new Set([draw(7, 'encoder/dense-1/kernel'), draw(8, 'encoder/dense-1/kernel'), draw(7, 'decoder/dense-1/kernel')]).size).toBe(3)
  })
})
