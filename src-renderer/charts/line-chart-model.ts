// What a line chart shows, and where it all goes: panes under one another on one horizontal axis, laid out in pixels.
import { linearTicks, logTicks, valueRange } from './axis-ticks'

export interface ChartLine {
  readonly id: string
  /** In the reading: `calm-fjord-12, test`. */
  readonly name: string
  /** At the line's end: `test`, `12`. */
  readonly label: string
  /** CSS custom property of its colour. */
  readonly variable: string
  readonly dash: readonly number[]
  readonly width: number
  /** Ascending positions and what is drawn there; null is a gap. */
  readonly xs: readonly number[]
  readonly values: readonly (number | null)[]
  /** As measured, drawn faint beneath a smoothed line. */
  readonly raw: readonly (number | null)[] | null
  /** True while more points may come: past its end it has no value yet, rather than having ended. */
  readonly live: boolean
  /** True where every point is a measurement of its own, and is marked. */
  readonly dots?: boolean
}

export interface ChartPane {
  readonly id: string
  /** In its upper right corner: `Loss, nats`. */
  readonly title: string
  readonly lines: readonly ChartLine[]
  /** Share of the height. */
  readonly weight: number
}

export interface PaneLayout {
  readonly pane: ChartPane
  readonly left: number
  readonly width: number
  readonly top: number
  readonly height: number
  /** False where the pane holds values a logarithmic axis cannot show. */
  readonly log: boolean
  readonly range: readonly [number, number]
  readonly ticks: readonly number[]
}

export interface ChartLayout {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly plotWidth: number
  readonly view: readonly [number, number]
  readonly panes: readonly PaneLayout[]
}

const LEFT = 46
/** Room for the names at the lines' ends: as much as the longest needs, up to a share of the whole. */
const RIGHT = 52
const LETTER = 6.1
const MOST_RIGHT = 0.3
const BOTTOM = 22
/** Above each pane: its title. */
const TITLE = 17
const GAP = 6

export function layoutChart(
  panes: readonly ChartPane[],
  size: { readonly width: number; readonly height: number },
  view: readonly [number, number],
  log: boolean,
): ChartLayout {
  const longest = Math.max(0, ...panes.flatMap(({ lines }) => lines.map(({ label }) => label.length)))
  const right = Math.max(RIGHT, Math.min(longest * LETTER + 12, size.width * MOST_RIGHT))
  const plotWidth = Math.max(10, size.width - LEFT - right)
  const plotHeight = Math.max(10, size.height - BOTTOM - TITLE * panes.length - GAP * Math.max(0, panes.length - 1))
  const weights = panes.reduce((sum, pane) => sum + pane.weight, 0)
  let top = TITLE
  const laid = panes.map((pane) => {
    const height = (plotHeight * pane.weight) / weights
    const logarithmic = log && pane.lines.every((line) => line.values.every((value) => value === null || value > 0))
    const range = valueRange(pane.lines, view, logarithmic)
    const count = Math.max(2, Math.floor(height / 34))
    const ticks = logarithmic ? logTicks(range[0], range[1], count) : linearTicks(range[0], range[1], count)
    const layout: PaneLayout = { pane, left: LEFT, width: plotWidth, top, height, log: logarithmic, range, ticks }
    top += height + GAP + TITLE
    return layout
  })
  return { width: size.width, height: size.height, left: LEFT, plotWidth, view, panes: laid }
}

export function pixelX(layout: ChartLayout, x: number): number {
  const [from, to] = layout.view
  return layout.left + ((x - from) / (to - from || 1)) * layout.plotWidth
}

export function valueAtPixel(layout: ChartLayout, pixel: number): number {
  const [from, to] = layout.view
  return from + ((pixel - layout.left) / layout.plotWidth) * (to - from)
}

/** Kept inside the pane: a value beyond its edge is marked at the edge. */
export function pixelY(pane: PaneLayout, value: number): number {
  const bend = pane.log ? (v: number): number => Math.log(Math.max(v, Number.MIN_VALUE)) : (v: number): number => v
  const [low, high] = pane.range
  const share = (bend(value) - bend(low)) / (bend(high) - bend(low) || 1)
  return pane.top + pane.height * (1 - Math.min(1, Math.max(0, share)))
}

/** Where a part of the run begins: a stage. */
export interface ChartBorder {
  readonly x: number
  readonly title: string
}

/** How positions along the horizontal axis are named. */
export interface HorizontalAxis {
  /** `epoch`, `step`; stands before the last tick. */
  readonly unit: string
  readonly ticks: (from: number, to: number, count: number) => number[]
  readonly tick: (x: number) => string
  /** A reading's heading: `Epoch 40`. */
  readonly heading: (x: number) => string
}

