// Which runs wait, in what order, and how many may train at once. Kept in the database, so that it survives a restart.
import { z } from 'zod'
import type { RunId } from '@shared/run/run-events'
import type { WritableDatabase } from '../store/database'
import { readSetting, writeSetting } from '../store/queries/settings'
import { addWaiting, listWaiting, removeWaiting, reorderWaiting, type WaitingRequest, type WaitingRun } from '../store/queries/waiting'

const LIMIT_SETTING = 'queue.limit'
/** A run takes all the processor there is: two at once are slower than one after the other. */
const DEFAULT_LIMIT = 1
const limitSchema = z.number().int().min(1).max(16)

export class RunQueue {
  readonly #database: WritableDatabase

  constructor(database: WritableDatabase) {
    this.#database = database
  }

  get limit(): number {
    const parsed = limitSchema.safeParse(readSetting(this.#database, LIMIT_SETTING))
    return parsed.success ? parsed.data : DEFAULT_LIMIT
  }

  setLimit(limit: number): void {
    writeSetting(this.#database, LIMIT_SETTING, limitSchema.parse(limit))
  }

  list(): readonly WaitingRun[] {
    return listWaiting(this.#database)
  }

  add(number: number, request: WaitingRequest): void {
    addWaiting(this.#database, number, request)
  }

  remove(number: number): boolean {
    return removeWaiting(this.#database, number)
  }

  reorder(ids: readonly RunId[]): void {
    reorderWaiting(this.#database, ids)
  }
}
