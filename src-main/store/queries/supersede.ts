// A run that goes on from a checkpoint takes back what it told after that step: points, pictures, checkpoints, progress. What
// happened (pauses, ends, failures, lines of the log) stays told. Pictures taken back can still be fetched: a page that has not heard
// of the new start yet is about to draw them. Called inside the transaction that records that start.
import type { WritableDatabase } from '../database'

/** Events with a step of their own that go; their rows are few but those of progress. */
const SUPERSEDED = `kind IN ('progress', 'snapshot', 'checkpoint') AND json_extract(body, '$.step') > ?`

/** @param step of the checkpoint; -1 where the run begins again from the beginning. */
export function supersedeAfter(database: WritableDatabase, number: number, step: number): void {
  database.run('DELETE FROM point WHERE series IN (SELECT id FROM series WHERE run = ?) AND step > ?', number, step)
  database.run(`DELETE FROM run_event WHERE run = ? AND ${SUPERSEDED}`, number, step)
  // The body of a metrics event names ranges of points, [series, first step, last step].
  database.run(`DELETE FROM run_event WHERE run = ? AND kind = 'metrics' AND json_extract(body, '$[0][1]') > ?`, number, step)
}
