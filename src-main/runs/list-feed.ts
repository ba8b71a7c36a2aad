// One subscriber's view of the list of runs: of every run only the newest change waits, so its queue is never longer
// than the list itself.
import type { RunId } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'
import { Feed, type Taken } from './feed'

export type ListChange = { readonly kind: 'changed'; readonly run: RunSummary } | { readonly kind: 'deleted'; readonly id: RunId }

export class ListFeed extends Feed<ListChange> {
  readonly #pending = new Map<RunId, ListChange>()

  constructor(onClose: (feed: Feed<ListChange>) => void) {
    super(onClose)
  }

  offer(change: ListChange): void {
    this.#pending.set(change.kind === 'changed' ? change.run.id : change.id, change)
    this.wake()
  }

  protected take(): Taken<ListChange> {
    for (const [id, change] of this.#pending) {
      this.#pending.delete(id)
      return { kind: 'value', value: change }
    }
    return { kind: 'nothing' }
  }
}
