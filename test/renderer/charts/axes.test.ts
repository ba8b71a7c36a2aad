import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linearTicks, logTicks, valueRange } from '../../../src-renderer/charts/axis-ticks'
import { timeTicks } from '../../../src-renderer/charts/horizontal-axis'
import { layoutChart, pixelX, pixelY, valueAtPixel, type ChartLine } from '../../../src-renderer/charts/line-chart-model'

function line(values: readonly (number | null)[]): ChartLine {
  return { id: 'a', name: 'a', label: 'a', variable: '--run-1', dash: [], width: 1, live: false, raw: null, xs: values.map((_, index) => index), values }
}

describe('axes', () => {
  test('ticks are ascending, inside the range, and about as many as asked for', () => {
    const range = fc.tuple(fc.double({ min: -1e5, max: 1e5, noNaN: true }), fc.double({ min: 0.001, max: 1e5, noNaN: true }), fc.integer({ min: 2, max: 12 }))
    fc.assert(
      fc.property(range, ([low, span, count]) => {
        const ticks = linearTicks(low, low + span, count)
        expect(ticks).toEqual(ticks.toSorted((a, b) => a - b))
        expect(ticks.every((tick) => tick >= low - span * 1e-6 && tick <= low + span * (1 + 1e-6))).toBe(true)
        expect(ticks.length).toBeLessThanOrEqual(2 * count + 2)
      }),
    )
  })

  test('known ranges get the round numbers a person expects', () => {
    expect([linearTicks(0, 100, 5), linearTicks(0, 5, 5), logTicks(94, 200, 5), logTicks(0.01, 1000, 6), timeTicks(0, 120_000, 5)]).toEqual([
      [0, 20, 40, 60, 80, 100],
      [0, 1, 2, 3, 4, 5],
      [100, 120, 140, 160, 180, 200],
      [0.01, 0.1, 1, 10, 100, 1000],
      [0, 30_000, 60_000, 90_000, 120_000],
    ])
  })

  test('a loss that falls from far above does not flatten what follows, while its end always shows', () => {
    const falling = line(Array.from({ length: 200 }, (_, index) => (index < 5 ? 550 : 100 + 50 / (index - 3))))
    const [low, high] = valueRange([falling], [0, 200], false)
    expect(low).toBeLessThan(101)
    expect(high).toBeLessThan(150)
    const rising = line(Array.from({ length: 200 }, (_, index) => (index > 195 ? 1e4 : 100)))
    expect(valueRange([rising], [0, 200], false)[1]).toBeGreaterThan(1e4)
  })

  test('two points, one point, no finite point: a range there always is', () => {
    for (const values of [[1, 2], [3], [null, null], []]) {
      const [low, high] = valueRange([line(values)], [0, 10], false)
      expect(high).toBeGreaterThan(low)
    }
  })

  test('names at the ends of lines have the room they need, up to a share of the width', () => {
    const widthWith = (label: string, width: number): number => layoutChart([{ id: 'p', title: 'p', weight: 1, lines: [{ ...line([1, 2, 3]), label }] }], { width, height: 200 }, [0, 2], false).plotWidth
    expect(widthWith('test', 500) - widthWith('Discriminator train', 500)).toBeGreaterThan(60)
    expect(widthWith('a name far too long for any chart of this width', 300)).toBe(300 - 46 - 90)
  })

  test('pixels and values agree both ways, and a value beyond the pane is marked at its edge', () => {
    const layout = layoutChart([{ id: 'p', title: 'p', weight: 1, lines: [line([1, 2, 3])] }], { width: 400, height: 200 }, [0, 2], false)
    const pane = layout.panes[0]
    if (!pane) throw new Error('no pane')
    expect(valueAtPixel(layout, pixelX(layout, 1.25))).toBeCloseTo(1.25)
    expect([pixelY(pane, 1e9), pixelY(pane, -1e9)]).toEqual([pane.top, pane.top + pane.height])
  })

  test('a pane with a value at or below zero stays linear where the others are logarithmic', () => {
    const panes = [
      { id: 'loss', title: 'loss', weight: 1, lines: [line([1, 10, 100])] },
      { id: 'elbo', title: 'elbo', weight: 1, lines: [line([-1, -10, null])] },
    ]
    expect(layoutChart(panes, { width: 400, height: 400 }, [0, 2], true).panes.map((pane) => pane.log)).toEqual([true, false])
  })
})
