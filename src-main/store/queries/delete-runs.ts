// Deletes a run's rows in slices, so that a run of a million points never holds up everyone else.
import { runIdSchema, type RunId } from '@shared/run/run-events'
import type { ReadableDatabase, WritableDatabase } from '../database'

/** Rows deleted at a time: a few milliseconds. */
const SLICE = 4000

/** Hides the run at once and frees its name. */
export function markRunDeleted(database: WritableDatabase, number: number, now: number): void {
  database.run(`UPDATE run SET deleted_at = ?, name = 'deleted ' || id WHERE number = ?`, now, number)
}

/** Runs whose deletion was cut short. */
export function findHalfDeletedRuns(database: ReadableDatabase): readonly { readonly number: number; readonly id: RunId }[] {
  return database.tuples('SELECT number, id FROM run WHERE deleted_at IS NOT NULL').map(([number, id]) => ({ number: Number(number), id: runIdSchema.parse(id) }))
}

/** Deletes one slice; false once nothing is left. */
export function deleteRunSlice(database: WritableDatabase, number: number): boolean {
  const points = database.run(
    `DELETE FROM point WHERE (series, step) IN (SELECT series, step FROM point WHERE series IN (SELECT id FROM series WHERE run = ?) LIMIT ${SLICE})`,
    number,
  )
  if (points.changes > 0) return true
  const events = database.run(`DELETE FROM run_event WHERE run = ? AND sequence IN (SELECT sequence FROM run_event WHERE run = ? LIMIT ${SLICE})`, number, number)
  if (events.changes > 0) return true
  database.run('DELETE FROM run WHERE number = ?', number)
  return false
}
