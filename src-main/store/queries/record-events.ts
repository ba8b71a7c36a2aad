// Writes a batch of a run's events, with their metric points and blobs. Called inside one transaction for everything
// that is due, so that a second of training costs a few waits for the disk, not hundreds.
import type { BlobId, MetricPoint, RunEvent } from '@shared/run/run-events'
import type { WritableDatabase } from '../database'

export interface NewBlob {
  readonly id: BlobId
  readonly file: string
  readonly mediaType: string
  readonly bytes: number
}

/** Series ids of a run by metric name; filled as new metrics turn up. */
export type SeriesIds = Map<string, number>

function seriesId(database: WritableDatabase, run: number, name: string, known: SeriesIds): number {
  let id = known.get(name)
  if (id !== undefined) return id
  const row = database.row('SELECT id FROM series WHERE run = ? AND name = ?', run, name)
  id = row === undefined ? database.run('INSERT INTO series (run, name) VALUES (?, ?)', run, name).lastId : Number(row['id'])
  known.set(name, id)
  return id
}

/** [series id, first step, last step] of every metric in the event: enough to read the points back. */
export type PointRanges = readonly (readonly [number, number, number])[]

function insertPoints(database: WritableDatabase, run: number, points: readonly MetricPoint[], known: SeriesIds): PointRanges {
  const ranges = new Map<number, [number, number, number]>()
  for (const point of points) {
    const id = seriesId(database, run, point.name, known)
    database.run(
      `INSERT INTO point (series, step, epoch, elapsed_ms, value) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (series, step) DO UPDATE SET epoch = excluded.epoch, elapsed_ms = excluded.elapsed_ms, value = excluded.value`,
      id,
      point.step,
      point.epoch,
      point.elapsedMs,
      point.value,
    )
    const range = ranges.get(id)
    if (range === undefined) ranges.set(id, [id, point.step, point.step])
    else {
      range[1] = Math.min(range[1], point.step)
      range[2] = Math.max(range[2], point.step)
    }
  }
  return [...ranges.values()]
}

/** A new SeriesIds per transaction attempt is the caller's care: ids of a rolled-back insert must not stay known. */
export function recordEvents(database: WritableDatabase, run: number, events: readonly RunEvent[], blobs: readonly NewBlob[], known: SeriesIds): void {
  for (const { sequence, recordedAt, event } of events) {
    const body = event.kind === 'metrics' ? insertPoints(database, run, event.points, known) : event
    database.run('INSERT INTO run_event (run, sequence, recorded_at, kind, body) VALUES (?, ?, ?, ?, ?)', run, sequence, recordedAt, event.kind, JSON.stringify(body))
  }
  for (const blob of blobs) {
    database.run('INSERT INTO blob (id, run, file, media_type, bytes) VALUES (?, ?, ?, ?, ?)', blob.id, run, blob.file, blob.mediaType, blob.bytes)
  }
}
