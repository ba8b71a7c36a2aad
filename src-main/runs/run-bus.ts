// Carries recorded events and changes of the list to whoever watches. It only reports; it never steers a run.
import type { RunEvent, RunId } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'
import type { Feed } from './feed'
import { ListFeed, type ListChange } from './list-feed'
import { RunFeed, type RunFeedSource } from './run-feed'

/** A run's summary is told at most this often. */
const LIST_INTERVAL_MS = 250

export class RunBus {
  readonly #runFeeds = new Map<RunId, Set<RunFeed>>()
  readonly #listFeeds = new Set<ListFeed>()
  readonly #toldAt = new Map<RunId, number>()
  readonly #timers = new Map<RunId, NodeJS.Timeout>()
  readonly #summaryOf: (run: RunId) => RunSummary | undefined

  constructor(summaryOf: (run: RunId) => RunSummary | undefined) {
    this.#summaryOf = summaryOf
  }

  /** Subscribers of runs and of the list, for tests of leaks. */
  get subscribers(): number {
    let count = this.#listFeeds.size
    for (const feeds of this.#runFeeds.values()) count += feeds.size
    return count
  }

  watchRun(run: RunId, source: RunFeedSource, after: number): RunFeed {
    const feeds = this.#runFeeds.get(run) ?? new Set<RunFeed>()
    this.#runFeeds.set(run, feeds)
    const feed: RunFeed = new RunFeed(source, after, () => {
      feeds.delete(feed)
      if (feeds.size === 0 && this.#runFeeds.get(run) === feeds) this.#runFeeds.delete(run)
    })
    feeds.add(feed)
    return feed
  }

  watchList(): ListFeed {
    const feed: ListFeed = new ListFeed((closed: Feed<ListChange>) => {
      if (closed instanceof ListFeed) this.#listFeeds.delete(closed)
    })
    this.#listFeeds.add(feed)
    return feed
  }

  publish(run: RunId, events: readonly RunEvent[]): void {
    for (const feed of this.#runFeeds.get(run) ?? []) for (const event of events) feed.offer(event)
  }

  /** The run has ended: feeds hand out what is left and end. */
  settle(run: RunId): void {
    this.#toldAt.delete(run)
    for (const feed of this.#runFeeds.get(run) ?? []) feed.settle()
  }

  /** The run's summary changed; told soon, and at most four times a second. */
  changed(run: RunId): void {
    if (this.#timers.has(run)) return
    const wait = Math.max(0, (this.#toldAt.get(run) ?? 0) + LIST_INTERVAL_MS - performance.now())
    if (wait === 0) this.#tell(run)
    else this.#timers.set(run, setTimeout(() => this.#tell(run), wait))
  }

  deleted(run: RunId): void {
    clearTimeout(this.#timers.get(run))
    this.#timers.delete(run)
    this.#toldAt.delete(run)
    for (const feed of this.#listFeeds) feed.offer({ kind: 'deleted', id: run })
    for (const feed of this.#runFeeds.get(run) ?? []) feed.close()
  }

  /** Ends every subscription. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    for (const feed of [...this.#listFeeds]) feed.close()
    for (const feeds of [...this.#runFeeds.values()]) for (const feed of [...feeds]) feed.close()
  }

  #tell(run: RunId): void {
    this.#timers.delete(run)
    this.#toldAt.set(run, performance.now())
    if (this.#listFeeds.size === 0) return
    const summary = this.#summaryOf(run)
    if (summary === undefined) return
    for (const feed of this.#listFeeds) feed.offer({ kind: 'changed', run: summary })
  }
}
