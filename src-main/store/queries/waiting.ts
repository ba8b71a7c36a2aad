// The runs that wait for a place, in their order.
import { z } from 'zod'
import { runIdSchema, type RunId } from '@shared/run/run-events'
import type { ReadableDatabase, WritableDatabase } from '../database'

/** What a waiting run is started with, besides what its record says. */
const waitingRequestSchema = z.object({ engine: z.enum(['auto', 'tensorflow', 'javascript']) })
export type WaitingRequest = z.infer<typeof waitingRequestSchema>

export interface WaitingRun {
  readonly id: RunId
  readonly number: number
  readonly request: WaitingRequest
}

/** First to last. */
export function listWaiting(database: ReadableDatabase): readonly WaitingRun[] {
  return database
    .tuples('SELECT run.id, run.number, waiting.request FROM waiting JOIN run ON run.number = waiting.run WHERE run.deleted_at IS NULL ORDER BY waiting.place')
    .map(([id, number, request]) => ({ id: runIdSchema.parse(id), number: Number(number), request: waitingRequestSchema.parse(JSON.parse(String(request))) }))
}

/** Puts a run behind all others. */
export function addWaiting(database: WritableDatabase, number: number, request: WaitingRequest): void {
  database.run('INSERT OR REPLACE INTO waiting (run, place, request) VALUES (?, (SELECT coalesce(max(place), 0) + 1 FROM waiting), ?)', number, JSON.stringify(request))
}

/** False where it did not wait. */
export function removeWaiting(database: WritableDatabase, number: number): boolean {
  return database.run('DELETE FROM waiting WHERE run = ?', number).changes > 0
}

/** These first, in this order, the others behind them in theirs. Ids of runs that do not wait are passed over. */
export function reorderWaiting(database: WritableDatabase, first: readonly RunId[]): void {
  database.transaction(() => {
    const waiting = listWaiting(database)
    const wanted = new Set(first)
    const ahead = [...wanted].flatMap((id) => waiting.filter((run) => run.id === id))
    const order = [...ahead, ...waiting.filter((run) => !wanted.has(run.id))]
    order.forEach((run, index) => database.run('UPDATE waiting SET place = ? WHERE run = ?', index + 1, run.number))
  })
}
