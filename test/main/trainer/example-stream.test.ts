// The order of examples: every epoch a fresh permutation, every batch full, every place a function of the step alone.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExampleStream } from '../../../src-main/trainer/example-stream'

function take(stream: ExampleStream, steps: readonly number[]): number[] {
  return steps.flatMap((step) => [...stream.batch(step)])
}

describe('the example stream', () => {
  test('shows every example once in each run of as many examples as there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 25 }), fc.nat(), (count, batchSize, seed) => {
        const steps = Array.from({ length: Math.ceil((3 * count) / batchSize) }, (_, step) => step)
        const order = take(new ExampleStream(seed, count, batchSize), steps)
        for (let epoch = 0; epoch < 3; epoch += 1) {
          expect(new Set(order.slice(epoch * count, (epoch + 1) * count)).size).toBe(count)
        }
      }),
    )
  })

  test('a step’s examples are the same whatever was asked before, so a run may go on anywhere', () => {
    const straight = new ExampleStream(9, 100, 32)
    const all = Array.from({ length: 12 }, (_, step) => [...straight.batch(step)])
    const jumping = new ExampleStream(9, 100, 32)
    for (const step of [11, 0, 7, 3, 3, 10]) expect([...jumping.batch(step)]).toEqual(all[step])
  })

  test('counts PyTorch’s number of steps in an epoch, and differs from epoch to epoch and seed to seed', () => {
    expect(new ExampleStream(1, 60_000, 128).stepsPerEpoch).toBe(469)
    expect(new ExampleStream(1, 128, 64).stepsPerEpoch).toBe(2)
    const stream = new ExampleStream(1, 50, 50)
    expect([...stream.batch(0)]).not.toEqual([...stream.batch(1)])
    expect([...stream.batch(0)]).not.toEqual([...new ExampleStream(2, 50, 50).batch(0)])
  })
})
