// Where the clock's epoch lies on a chart's horizontal axis, for one run.
import type { HorizontalKind } from '../../../charts/horizontal-axis'
import { indexAtOrBefore } from '../../../charts/nearest-point'
import type { MetricSeries } from '../../../charts/series-buffer'

export interface PlacedRun {
  readonly stepsPerEpoch: number | null
  /** Where it stands now. */
  readonly epoch: number
  readonly elapsedMs: number
  /** A series with many points: it ties epochs to training time. */
  readonly longest: MetricSeries | undefined
}

/** Position on the axis; null where it cannot be known yet. */
export function clockToAxis(epoch: number, kind: HorizontalKind, run: PlacedRun): number | null {
  if (kind === 'epoch') return epoch
  if (kind === 'step') return run.stepsPerEpoch === null ? null : epoch * run.stepsPerEpoch
  return interpolate(run.longest?.epochs ?? [], run.longest?.elapsedMs ?? [], epoch, run.epoch, run.elapsedMs)
}

/** The other way round: a place on the axis as an epoch. */
export function axisToClock(x: number, kind: HorizontalKind, run: PlacedRun): number | null {
  if (kind === 'epoch') return x
  if (kind === 'step') return run.stepsPerEpoch === null ? null : x / run.stepsPerEpoch
  return interpolate(run.longest?.elapsedMs ?? [], run.longest?.epochs ?? [], x, run.elapsedMs, run.epoch)
}

function interpolate(from: readonly number[], to: readonly number[], at: number, lastFrom: number, lastTo: number): number | null {
  const index = indexAtOrBefore(from, at)
  const x0 = index < 0 ? 0 : (from[index] ?? 0)
  const y0 = index < 0 ? 0 : (to[index] ?? 0)
  const next = from[index + 1]
  const x1 = next ?? lastFrom
  const y1 = next === undefined ? lastTo : (to[index + 1] ?? lastTo)
  if (x1 <= x0) return y0
  return y0 + ((Math.min(at, x1) - x0) / (x1 - x0)) * (y1 - y0)
}
