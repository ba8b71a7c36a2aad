// A laid-out chart as ECharts wants it: one grid a pane, explicit ranges and ticks, no animation, nothing interactive
// (readings, zoom and marks are drawn over it, where the keyboard reaches them).
import type { EChartsCoreOption } from 'echarts/core'
import { formatTick } from './format-value'
import { pixelX } from './line-chart-model'
import type { ChartLayout, ChartLine, HorizontalAxis } from './line-chart-model'

export interface ChartInk {
  readonly grid: string
  readonly text: string
  readonly font: string
  readonly colour: (variable: string) => string
}

export function lineChartOption(layout: ChartLayout, axis: HorizontalAxis, ink: ChartInk): EChartsCoreOption {
  const [from, to] = layout.view
  const xTicks = axis.ticks(from, to, Math.max(2, Math.floor(layout.plotWidth / 90)))
  const lastTick = xTicks.at(-1)
  const label = { color: ink.text, fontSize: 10.5, fontFamily: ink.font }
  return {
    animation: false,
    backgroundColor: 'transparent',
    grid: layout.panes.map((pane) => ({ left: pane.left, top: pane.top, width: pane.width, height: pane.height, outerBoundsMode: 'none' })),
    xAxis: layout.panes.map((_, index) => ({
      type: 'value',
      gridIndex: index,
      min: from,
      max: to,
      axisLine: { show: false },
      axisTick: { show: false, customValues: xTicks },
      splitLine: { show: false },
      axisPointer: { show: false },
      axisLabel: {
        ...label,
        show: index === layout.panes.length - 1,
        customValues: xTicks,
        margin: 6,
        formatter: (value: number) => {
          if (value !== lastTick) return axis.tick(value)
          return axis.unit === '' ? axis.tick(value) : `${axis.unit} ${axis.tick(value)}`
        },
        alignMinLabel: 'left',
        alignMaxLabel: Math.abs(pixelX(layout, lastTick ?? to) - layout.left - layout.plotWidth) < 30 ? 'right' : 'center',
      },
    })),
    yAxis: layout.panes.map((pane, index) => ({
      type: pane.log ? 'log' : 'value',
      gridIndex: index,
      min: pane.range[0],
      max: pane.range[1],
      axisLine: { show: false },
      axisTick: { show: false, customValues: pane.ticks },
      axisPointer: { show: false },
      splitLine: { show: true, lineStyle: { color: ink.grid, width: 1 } },
      minorSplitLine: { show: false },
      axisLabel: { ...label, customValues: pane.ticks, margin: 7, formatter: (value: number) => formatTick(value) },
    })),
    series: layout.panes.flatMap((pane, index) =>
      pane.pane.lines.flatMap((line) => [
        ...(line.raw ? [series(line, line.raw, index, 1, 0.22, [], ink)] : []),
        series(line, line.values, index, line.width, 1, line.dash, ink),
      ]),
    ),
  }
}

function series(
  line: ChartLine,
  values: readonly (number | null)[],
  pane: number,
  width: number,
  opacity: number,
  dash: readonly number[],
  ink: ChartInk,
): Record<string, unknown> {
  const finite = values.reduce<number>((count, value) => count + (value === null ? 0 : 1), 0)
  return {
    type: 'line',
    xAxisIndex: pane,
    yAxisIndex: pane,
    data: line.xs.map((x, index) => [x, values[index] ?? '-']),
    // A line of one point has no length: it is shown as a dot.
    showSymbol: finite === 1 || line.dots === true,
    showAllSymbol: true,
    symbol: 'circle',
    symbolSize: 5,
    silent: true,
    clip: true,
    connectNulls: false,
    itemStyle: { color: ink.colour(line.variable), opacity },
    lineStyle: { color: ink.colour(line.variable), width, opacity, type: dash.length === 0 ? 'solid' : [...dash], join: 'round' },
    emphasis: { disabled: true },
  }
}
