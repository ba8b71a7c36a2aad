// One subscriber's view of one run's events. Its queue is bounded: a subscriber that cannot keep up is let fall behind
// and then reads from the store where it stopped, so that nothing is ever lost and nothing piles up.
import type { RunEvent } from '@shared/run/run-events'
import { appendCoalesced } from './coalesce-events'
import { Feed, type Taken } from './feed'

const MOST_QUEUED = 128
const PAGE = 50

export interface RunFeedSource {
  /** Recorded events after a sequence number. */
  read(after: number, limit: number): readonly RunEvent[]
  /** True once no more will be recorded. */
  isOver(): boolean
}

export class RunFeed extends Feed<RunEvent> {
  #queue: RunEvent[] = []
  #delivered: number
  /** True while the store has events that are not in the queue. It begins so: history comes first. */
  #behind = true
  readonly #source: RunFeedSource

  constructor(source: RunFeedSource, after: number, onClose: (feed: Feed<RunEvent>) => void) {
    super(onClose)
    this.#source = source
    this.#delivered = after
  }

  /** A newly recorded event. While behind it is not queued: it will be read from the store. One that was read there already is passed over. */
  offer(event: RunEvent): void {
    if (event.sequence <= (this.#queue.at(-1)?.sequence ?? this.#delivered)) return
    if (!this.#behind) {
      appendCoalesced(this.#queue, event, (item) => item.event, (item, joined) => ({ ...item, event: joined }))
      if (this.#queue.length > MOST_QUEUED) {
        this.#queue = []
        this.#behind = true
      }
    }
    this.wake()
  }

  /** Lets it look whether the run is over. */
  settle(): void {
    this.wake()
  }

  protected take(): Taken<RunEvent> {
    if (this.#queue.length === 0 && this.#behind) {
      this.#queue = [...this.#source.read(this.#delivered, PAGE)]
      this.#behind = this.#queue.length === PAGE
    }
    const event = this.#queue.shift()
    if (event !== undefined) {
      this.#delivered = event.sequence
      return { kind: 'value', value: event }
    }
    return this.#source.isOver() ? { kind: 'end' } : { kind: 'nothing' }
  }
}
