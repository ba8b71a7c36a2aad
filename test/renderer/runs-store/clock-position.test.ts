import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atOrBefore, clockLength, clockReached, clockStops, liveEdge, stopAfter, stopBefore, type ClockTrack } from '../../../src-renderer/stores/clock-position'

function track(part: Partial<ClockTrack>): ClockTrack {
  return { id: 'a', reached: 0, planned: 0, live: false, stops: [], ...part }
}

describe('the clock', () => {
  test('it is as long as the longest plan, live is where the furthest going run stands, and ended runs reach further', () => {
    const tracks = [track({ id: 'a', reached: 61, planned: 100, live: true }), track({ id: 'b', reached: 100, planned: 100 }), track({ id: 'c', reached: 12, planned: 120 })]
    expect({ length: clockLength(tracks), live: liveEdge(tracks), reached: clockReached(tracks) }).toEqual({ length: 120, live: 61, reached: 100 })
    expect(liveEdge(tracks.slice(1))).toBe(100)
    expect(clockLength([])).toBeGreaterThan(0)
  })

  test('stops of all runs are one ascending list without doubles, though epochs are quotients', () => {
    const stops = clockStops([track({ stops: [0, 1, 2] }), track({ stops: [0, 300 / 469, 469 / 469, 938 / 469 + 1e-12] })])
    expect(stops.map((stop) => Number(stop.toFixed(4)))).toEqual([0, 0.6397, 1, 2])
  })

  test('going stop by stop visits each once, there and back', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (steps) => {
        const stops = clockStops([track({ stops: steps.map((step) => step / 7).sort((a, b) => a - b) })])
        const forth = [stops[0] ?? 0]
        for (let next = stopAfter(stops, forth[0] ?? 0); next !== null; next = stopAfter(stops, next)) forth.push(next)
        const back = [stops.at(-1) ?? 0]
        for (let next = stopBefore(stops, back[0] ?? 0); next !== null; next = stopBefore(stops, next)) back.push(next)
        expect(forth).toEqual(stops)
        expect(back.reverse()).toEqual(stops)
      }),
    )
  })

  test('a card shows the snapshot at or before the clock, and none before the first', () => {
    const snapshots = [{ epoch: 300 / 469 }, { epoch: 1 }, { epoch: 2 }]
    expect([0, 300 / 469, 0.99, 1 - 1e-9, 1.5, 50].map((position) => atOrBefore(snapshots, position)?.epoch.toFixed(2))).toEqual([undefined, '0.64', '0.64', '1.00', '1.00', '2.00'])
  })
})
