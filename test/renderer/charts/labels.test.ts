import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelCentres } from '../../../src-renderer/charts/label-centres'
import { indexAtOrBefore } from '../../../src-renderer/charts/nearest-point'
import { notANumberMarks } from '../../../src-renderer/charts/not-a-number-marks'
import { groupNear, spreadLabels } from '../../../src-renderer/charts/spread-labels'

describe('labels', () => {
  test('labels at line ends keep their order and their distance, inside the pane', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 12 }), (wanted) => {
        const placed = spreadLabels(wanted, 13, 0, 200)
        const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b)
        const sorted = order.map((index) => placed[index] ?? NaN)
        sorted.forEach((position, rank) => {
          expect(position).toBeGreaterThanOrEqual(-1e-9)
          expect(position).toBeLessThanOrEqual(200 + 1e-9)
          if (rank > 0) expect(position - (sorted[rank - 1] ?? 0)).toBeGreaterThanOrEqual(13 - 1e-9)
        })
      }),
    )
  })

  test('labels far apart stay where they are wanted, and those that stand elsewhere along the line are no neighbours', () => {
    expect(spreadLabels([150, 20, 90], 13, 0, 200)).toEqual([150, 20, 90])
    expect(groupNear([100, 5, 20, 140], (x) => x, 50)).toEqual([[5, 20], [100, 140]])
  })

  test('a group’s centre is its median, which a few stray points do not move; points without a label or a place count nowhere', () => {
    const points = [0, 0, 1, 1, 2, 2, 1, 1, 1000, -1000, 5, 5, NaN, 3, 9, 9]
    const labels = [3, 3, 3, 3, 3, 7, 7, -1]
    expect(labelCentres(points, labels)).toEqual([
      { label: 3, x: 1, y: 1, count: 5 },
      { label: 7, x: 5, y: 5, count: 1 },
    ])
  })

  test('each gap is marked once, where it begins, at the last height the curve had', () => {
    expect(notANumberMarks([0, 1, 2, 3, 4, 5], [10, 20, null, null, 30, null])).toEqual([
      { x: 2, y: 20, last: false },
      { x: 5, y: 30, last: true },
    ])
    expect(notANumberMarks([0, 1], [null, 4])).toEqual([{ x: 0, y: 4, last: false }])
    expect(notANumberMarks([0, 1], [null, null])).toEqual([{ x: 0, y: null, last: true }])
  })

  test('reading a place gives what was last known there', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 100 })), fc.integer({ min: -5, max: 105 }), (list, x) => {
        const ascending = list.toSorted((a, b) => a - b)
        expect(indexAtOrBefore(ascending, x)).toBe(ascending.findLastIndex((one) => one <= x))
      }),
    )
  })
})
