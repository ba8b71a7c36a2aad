import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describePlace, describeWait, expectedDuration, moveInQueue } from '../../../src-renderer/shell/describe-queue'
import { runSummary } from './run-summary'

describe('the queue in words', () => {
  test('the next run is told what it waits for, a later one its number', () => {
    expect(describeWait('dry-meadow-3', 1, 'calm-fjord-2')).toBe('dry-meadow-3 waits in the queue and begins when calm-fjord-2 has ended.')
    expect(describeWait('dry-meadow-3', 4, 'calm-fjord-2')).toBe('dry-meadow-3 waits in the queue, number 4.')
    expect(describeWait('dry-meadow-3', 1, null)).toBe('dry-meadow-3 waits in the queue.')
  })

  test('a time is reckoned from the pace of the same experiment, and only where it was trained to its end before', () => {
    const waiting = runSummary({ id: 'aaaaaaaa', status: 'queued', step: 0, stepsPerEpoch: null })
    const earlier = runSummary({ id: 'bbbbbbbb', elapsedMs: 990_000, createdAt: 1 })
    const newest = runSummary({ id: 'cccccccc', elapsedMs: 100_000, createdAt: 2, step: 4690, stepsPerEpoch: 469 })
    expect(expectedDuration(waiting, { epochs: 30, steps: null }, [waiting, earlier, newest])).toBeCloseTo(300_000)
    expect(expectedDuration(waiting, { epochs: 30, steps: 469 }, [newest])).toBeCloseTo(10_000)
    expect(expectedDuration(waiting, { epochs: 30, steps: null }, [waiting, runSummary({ status: 'stopped' }), runSummary({ experimentName: 'another' })])).toBeNull()
    expect(expectedDuration(waiting, null, [newest])).toBeNull()
    expect(expectedDuration({ ...waiting, step: 40 }, { epochs: 30, steps: null }, [newest])).toBeNull()
  })

  test('places are told in words', () => {
    expect([describePlace(0, 180_000), describePlace(1, null), describePlace(2, 5000)]).toEqual(['next, about 3 min', 'after that', 'number 3, about 5 s'])
  })
})

describe('moving in the queue', () => {
  test('one run changes its place, the others keep their order, and none is lost', () => {
    expect(moveInQueue(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b'])
    expect(moveInQueue(['a', 'b', 'c'], 'a', 9)).toEqual(['b', 'c', 'a'])
    expect(moveInQueue(['a', 'b'], 'gone', 0)).toEqual(['a', 'b'])
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), fc.nat(), fc.integer({ min: -3, max: 30 }), (ids, pick, to) => {
        const id = ids[pick % ids.length] ?? ''
        const moved = moveInQueue(ids, id, to)
        expect(moved.filter((each) => each !== id)).toEqual(ids.filter((each) => each !== id))
        expect(moved.indexOf(id)).toBe(Math.min(ids.length - 1, Math.max(0, to)))
      }),
    )
  })
})
