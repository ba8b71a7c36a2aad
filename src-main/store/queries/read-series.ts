// Metric series of a run, read slice by slice so that a long one leaves the main thread free, and thinned on the way
// so that a chart gets what it can draw: extremes and not-a-numbers always stay.
import type { Series } from '@shared/contract/contract'
import type { MetricPoint } from '@shared/run/run-events'
import type { ReadableDatabase } from '../database'
import { createDownsampler, type SeriesPoint } from '../downsample'

/** Points read at a time: a few milliseconds. */
const SLICE = 10_000

export interface SeriesReference {
  readonly id: number
  readonly name: string
}

export function listSeries(database: ReadableDatabase, number: number): readonly SeriesReference[] {
  return database.tuples('SELECT id, name FROM series WHERE run = ? ORDER BY name', number).map(([id, name]) => ({ id: Number(id), name: String(name) }))
}

/** Recorded points after a step, oldest first. */
export function readPoints(database: ReadableDatabase, series: number, afterStep: number, limit: number): SeriesPoint[] {
  return database
    .tuples('SELECT step, epoch, elapsed_ms, value FROM point WHERE series = ? AND step > ? ORDER BY step LIMIT ?', series, afterStep, limit)
    .map(([step, epoch, elapsedMs, value]) => ({
      step: Number(step),
      epoch: Number(epoch),
      elapsedMs: Number(elapsedMs),
      value: typeof value === 'number' ? value : null,
    }))
}

/** The last value of a series at or before a step; null where there is none, or it was no number. */
export function readLastValue(database: ReadableDatabase, series: number, step: number): number | null {
  const value = database.row('SELECT value FROM point WHERE series = ? AND step <= ? ORDER BY step DESC LIMIT 1', series, step)?.['value']
  return typeof value === 'number' ? value : null
}

/** Of every series of a run the last point at or before a step. */
export function lastPoints(database: ReadableDatabase, number: number, step: number): readonly MetricPoint[] {
  return listSeries(database, number).flatMap(({ id, name }) =>
    database.tuples('SELECT step, epoch, elapsed_ms, value FROM point WHERE series = ? AND step <= ? ORDER BY step DESC LIMIT 1', id, step).map(([at, epoch, elapsedMs, value]) => ({
      name,
      step: Number(at),
      epoch: Number(epoch),
      elapsedMs: Number(elapsedMs),
      value: typeof value === 'number' ? value : null,
    })),
  )
}

export function toSeries(name: string, points: readonly SeriesPoint[], recorded: number): Series {
  return {
    name,
    steps: points.map((point) => point.step),
    epochs: points.map((point) => point.epoch),
    elapsedMs: points.map((point) => point.elapsedMs),
    values: points.map((point) => point.value),
    recorded,
  }
}

/** At most maxPoints points of a series. */
export async function readSeries(database: ReadableDatabase, series: SeriesReference, maxPoints: number): Promise<Series> {
  const recorded = Number(database.row('SELECT count(*) AS count FROM point WHERE series = ?', series.id)?.['count'] ?? 0)
  const sampler = createDownsampler(recorded, maxPoints)
  let after = -1
  for (;;) {
    const slice = readPoints(database, series.id, after, SLICE)
    for (const point of slice) sampler.add(point)
    const last = slice.at(-1)
    if (last === undefined || slice.length < SLICE) break
    after = last.step
    await new Promise((resolve) => setImmediate(resolve))
  }
  return toSeries(series.name, sampler.finish(), recorded)
}
