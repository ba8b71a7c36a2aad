// The three ways to lay out time: optimizer steps, passes over the data, and training time without pauses.
import { formatDuration } from '@shared/run/progress'
import { linearTicks } from './axis-ticks'
import { formatCount, formatEpoch, formatTick } from './format-value'
import type { HorizontalAxis } from './line-chart-model'
import type { MetricSeries } from './series-buffer'

export const horizontalKinds = ['epoch', 'step', 'time'] as const
export type HorizontalKind = (typeof horizontalKinds)[number]

export function horizontalTitle(kind: HorizontalKind): string {
  return kind === 'epoch' ? 'epoch' : kind === 'step' ? 'step' : 'wall time'
}

/** Positions of a series: epochs, steps or milliseconds of training. */
export function positionsOf(series: MetricSeries, kind: HorizontalKind): readonly number[] {
  return kind === 'epoch' ? series.epochs : kind === 'step' ? series.steps : series.elapsedMs
}

export function horizontalAxis(kind: HorizontalKind): HorizontalAxis {
  switch (kind) {
    case 'epoch':
      return { unit: 'epoch', ticks: linearTicks, tick: formatTick, heading: (x) => `Epoch ${formatEpoch(x)}` }
    case 'step':
      return { unit: 'step', ticks: linearTicks, tick: formatCount, heading: (x) => `Step ${formatCount(x)}` }
    case 'time':
      return { unit: '', ticks: timeTicks, tick: formatDuration, heading: (x) => `After ${formatDuration(x)}` }
  }
}

/** Ticks on round seconds, minutes and hours, in milliseconds. */
export function timeTicks(from: number, to: number, count: number): number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400].map((seconds) => seconds * 1000)
  const step = steps.find((candidate) => (to - from) / candidate <= count) ?? Math.ceil((to - from) / count / 86_400_000) * 86_400_000
  const ticks: number[] = []
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick)
  return ticks
}
