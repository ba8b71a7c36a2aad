// One run as the page follows it: its record, its events through the shared reducer, its series, and, while it lives,
// everything new. A reopened run goes through the same code, so it shows what was seen live.
import { computed, ref, shallowRef } from 'vue'
import type { ComputedRef, Ref, ShallowRef } from 'vue'
import type { Series } from '@shared/contract/contract'
import { emptyRunView, isEnded, openRunView, reduceRun } from '@shared/run/reduce-run'
import type { RunView } from '@shared/run/reduce-run'
import type { RunEvent, RunId } from '@shared/run/run-events'
import type { RunRecord, RunStatus } from '@shared/run/run-record'
import type { StudioErrorDetail } from '@shared/studio-error'
import { SeriesBuffer } from '../charts/series-buffer'
import { backoffMs } from '../client/backoff'

/** What a feed asks of the studio. */
export interface FeedSource {
  get(input: { id: RunId }, options?: { signal?: AbortSignal }): Promise<RunRecord>
  events(input: { id: RunId }, options?: { signal?: AbortSignal }): Promise<RunEvent[]>
  series(input: { id: RunId; maxPoints: number }, options?: { signal?: AbortSignal }): Promise<Series[]>
  watch(input: { id: RunId; after?: number }, options?: { signal?: AbortSignal }): Promise<AsyncIterable<RunEvent>>
}

export interface RunFeed {
  readonly id: RunId
  readonly record: ShallowRef<RunRecord | null>
  readonly view: ShallowRef<RunView>
  /** The status that goes with the view; null while the view may be behind: not opened yet, cut off, or about to go on. */
  readonly status: ComputedRef<RunStatus | null>
  readonly series: SeriesBuffer
  /** Grows whenever the series changed, at most four times a second. */
  readonly revision: Ref<number>
  /** True until the first answer. */
  readonly opening: Ref<boolean>
  /** Why the run cannot be shown or followed; it is tried again while the run lives. */
  readonly problem: ShallowRef<StudioErrorDetail | null>
  /** Follows the run again where following ended with it: an ended run was resumed. */
  follow(): void
  /** Asks for more points a series, for a closer look; fewer than held changes nothing. */
  refine(maxPoints: number): void
  close(): void
}

export const POINTS = 1000
const REDRAW_MS = 250

export function openRunFeed(id: RunId, source: FeedSource, describe: (error: unknown) => StudioErrorDetail): RunFeed {
  const record = shallowRef<RunRecord | null>(null)
  const view = shallowRef<RunView>(emptyRunView)
  const series = new SeriesBuffer()
  const revision = ref(0)
  const opening = ref(true)
  const current = ref(false)
  const status = computed(() => (current.value ? view.value.status : null))
  const problem = shallowRef<StudioErrorDetail | null>(null)

  let maxPoints = POINTS
  let next = view.value
  let timer: ReturnType<typeof setTimeout> | undefined
  const abort = new AbortController()
  let refreshing: Promise<void> | null = null
  let following = false
  /** Asked to follow while it does: an end that is read now may be from before the run went on. */
  let again = false
  /** True where points held may be superseded: an ended run goes on. */
  let stale = false

  function show(): void {
    timer = undefined
    view.value = next
    revision.value += 1
  }
  function showSoon(): void {
    timer ??= setTimeout(show, REDRAW_MS)
  }

  async function refreshSeries(signal: AbortSignal): Promise<void> {
    refreshing ??= fetchSeries(signal).finally(() => {
      refreshing = null
    })
    return refreshing
  }

  /** Once more when a closer look was asked for meanwhile. */
  async function fetchSeries(signal: AbortSignal): Promise<void> {
    for (let fetchedPoints = 0; fetchedPoints !== maxPoints && !signal.aborted; ) {
      fetchedPoints = maxPoints
      const fetched = await source.series({ id, maxPoints }, { signal })
      if (signal.aborted) return
      series.replace(fetched)
      showSoon()
    }
  }

  function take(event: RunEvent, signal: AbortSignal): void {
    next = reduceRun(next, event)
    if (event.event.kind === 'metrics') {
      series.append(event.event.points)
      if (series.appended > maxPoints * 4) void refreshSeries(signal).catch(() => {})
    } else if (event.event.kind === 'started') {
      // What was recorded after the checkpoint it goes on from is superseded.
      series.cutAfter(event.event.from?.step ?? -1)
    }
    // Runs follow one another: none may seem to go on after the next has begun.
    if (next.status === view.value.status) return showSoon()
    clearTimeout(timer)
    show()
  }

  async function load(signal: AbortSignal): Promise<RunRecord> {
    const [opened, events, fetched] = await Promise.all([
      source.get({ id }, { signal }),
      source.events({ id }, { signal }),
      source.series({ id, maxPoints }, { signal }),
    ])
    if (signal.aborted) return opened
    record.value = opened
    next = openRunView(opened, events)
    if (stale) series.cutAfter(-1)
    stale = false
    series.replace(fetched)
    problem.value = null
    opening.value = false
    current.value = !again
    clearTimeout(timer)
    show()
    return opened
  }

  function follow(): void {
    if (following || abort.signal.aborted) return
    following = true
    void keepFollowing(abort.signal).finally(() => {
      following = false
      if (again) follow()
    })
  }

  async function keepFollowing(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        again = false
        const opened = await load(signal)
        if (isEnded(opened.status)) return
        failures = 0
        for await (const event of await source.watch({ id, after: next.sequence }, { signal })) {
          if (signal.aborted) return
          take(event, signal)
        }
        // The stream ends with the run: one last look takes what only the record knows.
        if (!signal.aborted && isEnded((await load(signal)).status)) return
      } catch (error) {
        if (signal.aborted) return
        problem.value = describe(error)
        opening.value = false
        current.value = false
      }
      await delay(backoffMs(failures), signal)
      failures += 1
    }
  }

  follow()

  return {
    id,
    record,
    view,
    status,
    series,
    revision,
    opening,
    problem,
    follow() {
      if (following) {
        again = true
        return
      }
      stale = true
      current.value = false
      follow()
    },
    refine(wanted) {
      const points = Math.min(20_000, Math.ceil(wanted))
      if (points <= maxPoints) return
      maxPoints = points
      void refreshSeries(abort.signal).catch(() => {})
    },
    close() {
      abort.abort()
      clearTimeout(timer)
    },
  }
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
