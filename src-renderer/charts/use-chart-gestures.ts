// What a hand does on a chart: point to read, click to put the clock there, drag to zoom; and the same by keyboard.
import { computed, shallowRef } from 'vue'
import type { ComputedRef, Ref, ShallowRef } from 'vue'
import { pixelX, valueAtPixel } from './line-chart-model'
import type { ChartLayout, PaneLayout } from './line-chart-model'

export interface ChartGestureOptions {
  readonly frame: Readonly<Ref<HTMLElement | null>>
  readonly layout: Readonly<Ref<ChartLayout>>
  extent(): readonly [number, number]
  zoomed(): boolean
  /** The clock. */
  cursor(): number | null
  onZoom(range: readonly [number, number] | null): void
  onPick(x: number): void
}

export interface ChartGestures {
  /** Where it is read: value along the axis, and pixels. */
  readonly hovered: ShallowRef<{ readonly x: number; readonly pixelX: number; readonly pixelY: number } | null>
  /** Pixels of the drag going on. */
  readonly brush: ShallowRef<{ readonly from: number; readonly to: number } | null>
  /** The pane that is read. */
  readonly shownPane: ComputedRef<PaneLayout | null>
  down(event: PointerEvent): void
  move(event: PointerEvent): void
  up(): void
  key(event: KeyboardEvent): void
}

/** A drag shorter than this is a click, in pixels. */
const CLICK = 5

export function useChartGestures(options: ChartGestureOptions): ChartGestures {
  const { layout } = options
  const hovered: ChartGestures['hovered'] = shallowRef(null)
  const brush: ChartGestures['brush'] = shallowRef(null)
  const shownPane = computed(() => {
    const at = hovered.value
    if (!at) return null
    return layout.value.panes.findLast((pane) => at.pixelY >= pane.top - 17) ?? layout.value.panes[0] ?? null
  })

  function place(event: PointerEvent): { x: number; y: number } {
    const box = options.frame.value?.getBoundingClientRect()
    const { left, plotWidth } = layout.value
    return { x: Math.min(Math.max(event.clientX - (box?.left ?? 0), left), left + plotWidth), y: event.clientY - (box?.top ?? 0) }
  }

  function readAt(x: number, y: number): void {
    hovered.value = { x: valueAtPixel(layout.value, x), pixelX: x, pixelY: y }
  }

  function down(event: PointerEvent): void {
    if (event.button !== 0) return
    const { x } = place(event)
    brush.value = { from: x, to: x }
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId)
  }

  function move(event: PointerEvent): void {
    const { x, y } = place(event)
    readAt(x, y)
    if (brush.value) brush.value = { from: brush.value.from, to: x }
  }

  function up(): void {
    const drawn = brush.value
    brush.value = null
    if (!drawn) return
    const ends = [valueAtPixel(layout.value, drawn.from), valueAtPixel(layout.value, drawn.to)]
    if (Math.abs(drawn.to - drawn.from) < CLICK) options.onPick(valueAtPixel(layout.value, drawn.to))
    else options.onZoom([Math.min(...ends), Math.max(...ends)])
  }

  function zoomAround(factor: number): void {
    const [from, to] = layout.value.view
    const [low, high] = options.extent()
    const cursor = options.cursor()
    const middle = hovered.value?.x ?? (cursor !== null && cursor >= from && cursor <= to ? cursor : (from + to) / 2)
    const wanted = [Math.max(low, middle - (middle - from) * factor), Math.min(high, middle + (to - middle) * factor)] as const
    options.onZoom(wanted[1] - wanted[0] >= (high - low) * 0.999 ? null : wanted)
  }

  /** Moves the reading to a value, in a pane. */
  function read(x: number, pane: number): void {
    const [from, to] = layout.value.view
    const target = layout.value.panes[Math.min(Math.max(pane, 0), layout.value.panes.length - 1)]
    readAt(pixelX(layout.value, Math.min(Math.max(x, from), to)), (target?.top ?? 0) + 20)
  }

  function key(event: KeyboardEvent): void {
    const [from, to] = layout.value.view
    const at = hovered.value?.x ?? options.cursor() ?? to
    const pane = Math.max(0, layout.value.panes.findIndex((one) => one === shownPane.value))
    const step = (to - from) * (event.shiftKey ? 0.1 : 0.01)
    if (event.key === 'ArrowLeft') read(at - step, pane)
    else if (event.key === 'ArrowRight') read(at + step, pane)
    else if (event.key === 'ArrowUp') read(at, pane - 1)
    else if (event.key === 'ArrowDown') read(at, pane + 1)
    else if (event.key === '+' || event.key === '=') zoomAround(0.5)
    else if (event.key === '-') zoomAround(2)
    else if (event.key === '0' || (event.key === 'Escape' && options.zoomed())) options.onZoom(null)
    else if (event.key === 'Enter' || event.key === ' ') options.onPick(at)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return { hovered, brush, shownPane, down, move, up, key }
}
