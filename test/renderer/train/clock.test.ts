import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisToClock, clockToAxis } from '../../../src-renderer/panels/train/clock/clock-place'
import { thinMarks, trackLabels } from '../../../src-renderer/panels/train/clock/clock-ticks'

const placed = {
  stepsPerEpoch: 469,
  epoch: 4,
  elapsedMs: 20_000,
  longest: { name: 'train/loss', steps: [469, 938, 1407], epochs: [1, 2, 3], elapsedMs: [8000, 11_000, 15_000], values: [1, 1, 1] },
}

describe('the clock on a chart', () => {
  test('an epoch has its place on every axis, and a place its epoch, there and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4, noNaN: true }), (epoch) => {
        for (const kind of ['epoch', 'step', 'time'] as const) {
          const x = clockToAxis(epoch, kind, placed)
          expect(axisToClock(x ?? NaN, kind, placed)).toBeCloseTo(epoch, 6)
        }
      }),
    )
    expect([clockToAxis(2, 'step', placed), clockToAxis(2.5, 'time', placed), clockToAxis(3.5, 'time', placed), clockToAxis(1, 'step', { ...placed, stepsPerEpoch: null })]).toEqual([938, 13_000, 17_500, null])
  })
})

describe('the clock’s track', () => {
  test('labels never cover one another; the clock’s own place is always there', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 5000, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 200, max: 1400 }), (length, share, width) => {
        const labels = trackLabels({ length, position: share * length, live: { epoch: length * 0.6, text: 'live 3' }, events: [], width })
        expect(labels.some((label) => label.kind === 'position')).toBe(true)
        const boxes = labels.map((label) => {
          const wide = label.text.length * 5.8
          const from = label.kind === 'end' ? (label.at === 0 ? 0 : width - wide) : label.at * width - wide / 2
          return [from, from + wide] as const
        })
        boxes.forEach(([from, to], index) => boxes.slice(index + 1).forEach(([other, end]) => expect(to < other || end < from).toBe(true)))
      }),
    )
  })

  test('diamonds that would touch are thinned, the best and the last stay', () => {
    const marks = Array.from({ length: 101 }, (_, epoch) => ({ epoch }))
    const kept = thinMarks(marks, 100, 300, (mark) => mark.epoch === 57)
    expect(kept.map((mark) => mark.epoch)).toContain(57)
    expect(kept.at(-1)?.epoch).toBe(100)
    expect(kept.length).toBeLessThan(40)
    expect(thinMarks(marks.slice(0, 3), 2, 300, () => false)).toHaveLength(3)
  })
})
