// Reads recorded events back, as they were told. Metric points come from their own table.
import { z } from 'zod'
import { runEventSchema, type MetricPoint, type RunEvent, type RunId } from '@shared/run/run-events'
import type { ReadableDatabase, SqlValue } from '../database'

const rangesSchema = z.array(z.tuple([z.number(), z.number(), z.number()]))

function readPoints(database: ReadableDatabase, body: string): MetricPoint[] {
  const points: MetricPoint[] = []
  for (const [series, first, last] of rangesSchema.parse(JSON.parse(body))) {
    const name = String(database.row('SELECT name FROM series WHERE id = ?', series)?.['name'] ?? '')
    const rows = database.tuples('SELECT step, epoch, elapsed_ms, value FROM point WHERE series = ? AND step BETWEEN ? AND ? ORDER BY step', series, first, last)
    for (const [step, epoch, elapsedMs, value] of rows) {
      points.push({ name, step: Number(step), epoch: Number(epoch), elapsedMs: Number(elapsedMs), value: typeof value === 'number' ? value : null })
    }
  }
  return points
}

function toEvent(database: ReadableDatabase, run: RunId, tuple: readonly SqlValue[]): RunEvent {
  const [sequence, recordedAt, kind, body] = tuple
  const numbers = { run, sequence: Number(sequence), recordedAt: Number(recordedAt) }
  // Points come out of typed columns and are many; everything else is JSON and is checked.
  if (kind === 'metrics') return { ...numbers, event: { kind, points: readPoints(database, String(body)) } }
  return runEventSchema.parse({ ...numbers, event: JSON.parse(String(body)) })
}

/** Up to `limit` events after a sequence number, every kind, in order. */
export function readEventsAfter(database: ReadableDatabase, run: RunId, number: number, after: number, limit: number): RunEvent[] {
  return database
    .tuples('SELECT sequence, recorded_at, kind, body FROM run_event WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ?', number, after, limit)
    .map((tuple) => toEvent(database, run, tuple))
}

/** Every event but metrics and progress, in order. */
export function readToldEvents(database: ReadableDatabase, run: RunId, number: number): RunEvent[] {
  return database
    .tuples(
      `SELECT sequence, recorded_at, kind, body FROM run_event INDEXED BY run_event_told
       WHERE run = ? AND kind NOT IN ('metrics', 'progress') ORDER BY sequence`,
      number,
    )
    .map((tuple) => toEvent(database, run, tuple))
}

export function lastSequence(database: ReadableDatabase, number: number): number {
  return Number(database.row('SELECT coalesce(max(sequence), 0) AS last FROM run_event WHERE run = ?', number)?.['last'] ?? 0)
}
