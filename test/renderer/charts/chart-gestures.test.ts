// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest'
import { ref } from 'vue'
import { layoutChart, pixelX, type ChartPane } from '../../../src-renderer/charts/line-chart-model'
import { useChartGestures } from '../../../src-renderer/charts/use-chart-gestures'

const pane = (id: string): ChartPane => ({ id, title: id, weight: 1, lines: [{ id, name: id, label: id, variable: '--run-1', dash: [], width: 1, live: false, raw: null, xs: [0, 50, 100], values: [1, 2, 3] }] })
const layout = layoutChart([pane('loss'), pane('kl')], { width: 600, height: 300 }, [0, 100], false)

let zooms: (readonly [number, number] | null)[]
let picks: number[]
let gestures: ReturnType<typeof useChartGestures>
const pointer = (x: number, y = 50): PointerEvent => new PointerEvent('pointermove', { button: 0, clientX: pixelX(layout, x), clientY: y })
const press = (key: string): void => gestures.key(new KeyboardEvent('keydown', { key }))

beforeEach(() => {
  zooms = []
  picks = []
  gestures = useChartGestures({ frame: ref(null), layout: ref(layout), extent: () => [0, 100], zoomed: () => true, cursor: () => 40, onZoom: (range) => zooms.push(range), onPick: (x) => picks.push(Math.round(x)) })
})

describe('a hand on a chart', () => {
  test('a drag zooms to what it covers, in either direction; a click puts the clock there', () => {
    gestures.down(pointer(80))
    gestures.move(pointer(20))
    gestures.up()
    gestures.down(pointer(30))
    gestures.up()
    expect({ zooms: zooms.map((range) => range?.map(Math.round)), picks, brush: gestures.brush.value }).toEqual({ zooms: [[20, 80]], picks: [30], brush: null })
  })

  test('the pane under the pointer is the one that is read', () => {
    gestures.move(pointer(10, 30))
    const first = gestures.shownPane.value?.pane.id
    gestures.move(pointer(10, 250))
    expect([first, gestures.shownPane.value?.pane.id]).toEqual(['loss', 'kl'])
  })

  test('the keyboard reads from the clock on, picks, zooms around the reading and shows all again', () => {
    press('ArrowRight')
    press('ArrowRight')
    press('Enter')
    press('+')
    press('-')
    press('0')
    expect({ picks, zooms: zooms.map((range) => range?.map(Math.round) ?? null) }).toEqual({ picks: [42], zooms: [[21, 71], null, null] })
    press('ArrowDown')
    expect(gestures.shownPane.value?.pane.id).toBe('kl')
  })
})
