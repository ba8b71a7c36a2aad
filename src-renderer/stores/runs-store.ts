// The runs: the list kept live, the run that is open, the runs on show, the queue, and what can be done to them.
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { RunQueue } from '@shared/contract/contract'
import type { Experiment } from '@shared/experiment/experiment'
import { isEnded } from '@shared/run/reduce-run'
import { runIdSchema } from '@shared/run/run-events'
import type { RunId } from '@shared/run/run-events'
import type { RunRecord, RunSummary } from '@shared/run/run-record'
import type { StudioErrorDetail } from '@shared/studio-error'
import { backoffMs } from '../client/backoff'
import { readStored, writeStored } from '../client/browser-storage'
import { toDetail } from '../client/describe-error'
import { studio } from '../client/studio-client'
import { isGoing } from './is-going'
import { openRunFeed } from './run-feed'
import type { RunFeed } from './run-feed'
import { toggleVisibility } from './run-visibility'

function storedIds(key: string): RunId[] {
  return (readStored(key) ?? '').split(' ').flatMap((text) => runIdSchema.safeParse(text).data ?? [])
}

export const useRunsStore = defineStore('runs', () => {
  const byId = shallowRef<ReadonlyMap<RunId, RunSummary>>(new Map())
  /** False until the list was first received. */
  const loaded = ref(false)
  /** Why the list cannot be kept live; it is tried again. */
  const problem = shallowRef<StudioErrorDetail | null>(null)
  const currentId = ref<RunId | null>(storedIds('open-run')[0] ?? null)
  const visible = shallowRef<ReadonlySet<RunId>>(new Set(storedIds('visible-runs')))
  const feeds = shallowReactive(new Map<RunId, RunFeed>())
  /** How many runs may train at once; more than these wait in the queue. */
  const limit = ref(1)
  let anchor: RunId | null = null
  let connection: AbortController | null = null

  /** Newest first. */
  const list = computed(() => [...byId.value.values()].map(asFollowed).sort((a, b) => b.number - a.number))
  const current = computed(() => list.value.find((run) => run.id === currentId.value) ?? null)
  const currentFeed = computed(() => (currentId.value === null ? null : (feeds.get(currentId.value) ?? null)))
  const currentView = computed(() => currentFeed.value?.view.value ?? null)
  /** The open run and the visible ones, newest first: what charts, clock and galleries show. */
  const shown = computed(() => list.value.filter((run) => run.id === currentId.value || visible.value.has(run.id)))
  const visibleRuns = computed(() => list.value.filter((run) => visible.value.has(run.id)))
  /** A run that trains or is paused, the open one first. */
  const active = computed(() => [current.value, ...list.value].find((run) => run && isGoing(run.status)) ?? null)
  /** Runs that wait for a place, first to last. */
  const queued = computed(() => list.value.filter((run) => run.status === 'queued').sort((a, b) => (a.queuePlace ?? Infinity) - (b.queuePlace ?? Infinity)))
  /** True where a run started now would wait. */
  const full = computed(() => queued.value.length > 0 || list.value.filter((run) => isGoing(run.status)).length >= limit.value)

  /**
   * The list and a run's own stream arrive apart. Where a run is followed, its stream says what it does: its end then stands beside the
   * figures of the end. Only how it waits and begins is the list's to tell.
   */
  function asFollowed(run: RunSummary): RunSummary {
    const feed = feeds.get(run.id)
    const status = feed?.status.value ?? null
    if (!feed || status === null || status === run.status) return run
    if (status === 'queued' || status === 'starting') return run
    const { step, elapsedMs, error } = feed.view.value
    return { ...run, status, error, step: Math.max(run.step, step), elapsedMs: Math.max(run.elapsedMs, elapsedMs) }
  }

  function put(run: RunSummary): void {
    const before = byId.value.get(run.id)
    byId.value = new Map(byId.value).set(run.id, run)
    // A run that had ended goes on: its feed has to follow it again.
    if (before && isEnded(before.status) && !isEnded(run.status)) feeds.get(run.id)?.follow()
  }

  function forget(id: RunId): void {
    const rest = new Map(byId.value)
    rest.delete(id)
    byId.value = rest
    setVisible(new Set([...visible.value].filter((shownId) => shownId !== id)))
    if (currentId.value === id) currentId.value = list.value[0]?.id ?? null
  }

  function setVisible(ids: ReadonlySet<RunId>): void {
    visible.value = ids
    writeStored('visible-runs', [...ids].join(' '))
  }

  function adopt(runs: readonly RunSummary[]): void {
    byId.value = new Map(runs.map((run) => [run.id, run]))
    for (const run of runs) if (!isEnded(run.status)) feeds.get(run.id)?.follow()
    loaded.value = true
    problem.value = null
    setVisible(new Set([...visible.value].filter((id) => byId.value.has(id))))
    const newest = list.value[0]
    if (newest && (currentId.value === null || !byId.value.has(currentId.value))) {
      open(newest.id)
      show(newest.id)
    } else if (!newest) currentId.value = null
  }

  async function keepLive(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const changes = await studio.runs.watchList(undefined, { signal })
        // The stream is open before the list is read: no change falls between the two.
        adopt(await studio.runs.list(undefined, { signal }))
        limit.value = (await studio.queue.list(undefined, { signal })).limit
        failures = 0
        for await (const change of changes) {
          if (signal.aborted) return
          if (change.kind === 'changed') put(change.run)
          else forget(change.id)
        }
      } catch (error) {
        if (signal.aborted) return
        problem.value = toDetail(error)
      }
      await new Promise((resolve) => setTimeout(resolve, backoffMs(failures)))
      failures += 1
    }
  }

  /** Starts following the list; once for the page's life. */
  function connect(): void {
    if (connection) return
    connection = new AbortController()
    void keepLive(connection.signal)
  }

  function disconnect(): void {
    connection?.abort()
    connection = null
  }

  /** Opens a run: the Train stage shows it. Which runs are laid side by side is the eyes' business. */
  function open(id: RunId): void {
    currentId.value = id
  }

  function show(id: RunId): void {
    if (!visible.value.has(id)) setVisible(new Set([...visible.value, id]))
  }

  /** A click on a run's eye; with Shift, everything between it and the last one clicked. */
  function toggle(id: RunId, range: boolean, order: readonly RunId[] = list.value.map((run) => run.id)): void {
    setVisible(toggleVisibility(visible.value, order, id, anchor, range))
    anchor = id
  }

  /** Puts exactly these on show, the first of them open where none of them is. */
  function showOnly(ids: readonly RunId[]): void {
    setVisible(new Set(ids))
    const [first] = ids
    if (first !== undefined && (currentId.value === null || !ids.includes(currentId.value))) open(first)
  }

  /** A run that begins at once is opened; one that waits leaves the view as it is. */
  function welcome(record: RunRecord): RunRecord {
    const { experiment: _experiment, ...summary } = record
    put(byId.value.get(record.id) ?? summary)
    if (record.status !== 'queued') open(record.id)
    show(record.id)
    return record
  }

  /** @throws the studio's error: show its detail. */
  async function start(experiment: Experiment, templateId: string | null, tags?: readonly string[]): Promise<RunRecord> {
    return welcome(await studio.runs.start({ experiment, templateId, ...(tags === undefined ? {} : { tags: [...tags] }) }))
  }

  /** A new run from a checkpoint of another. */
  async function fork(from: { readonly id: RunId; readonly step: number }, experiment: Experiment): Promise<RunRecord> {
    return welcome(await studio.runs.fork({ ...from, experiment }))
  }

  /** Lets a paused or ended run go on; with `epochs`, that many more than it was to train. */
  async function resume(id: RunId, epochs?: number): Promise<RunSummary> {
    const run = await studio.runs.resume(epochs === undefined ? { id } : { id, epochs })
    put(run)
    // Its own stream may have told of its end before the list did: that end is not the last.
    const feed = feeds.get(id)
    const told = feed?.status.value ?? null
    if (told !== null && isEnded(told)) feed?.follow()
    return run
  }

  function adoptQueue(queue: RunQueue): void {
    limit.value = queue.limit
    for (const run of queue.waiting) put(run)
  }

  async function reorder(ids: readonly RunId[]): Promise<void> {
    adoptQueue(await studio.queue.reorder({ ids: [...ids] }))
  }

  /** Takes a run out of the queue. */
  async function cancel(id: RunId): Promise<void> {
    adoptQueue(await studio.queue.cancel({ id }))
  }

  async function setLimit(limitWanted: number): Promise<void> {
    adoptQueue(await studio.queue.setLimit({ limit: limitWanted }))
  }

  async function remove(id: RunId): Promise<void> {
    await studio.runs.delete({ id })
    forget(id)
  }

  async function update(id: RunId, change: { name?: string; tags?: string[]; notes?: string }): Promise<void> {
    put(await studio.runs.update({ id, ...change }))
  }

  watch(currentId, (id) => writeStored('open-run', id ?? ''))
  watch(
    () => shown.value.map((run) => run.id).join(' '),
    () => {
      const wanted = new Set(shown.value.map((run) => run.id))
      for (const [id, feed] of feeds) {
        if (wanted.has(id)) continue
        feed.close()
        feeds.delete(id)
      }
      for (const id of wanted) if (!feeds.has(id)) feeds.set(id, openRunFeed(id, studio.runs, toDetail))
    },
    { immediate: true },
  )

  return {
    list,
    loaded,
    problem,
    currentId,
    current,
    currentFeed,
    currentView,
    active,
    queued,
    full,
    limit,
    visible,
    visibleRuns,
    shown,
    feeds,
    connect,
    disconnect,
    open,
    toggle,
    showOnly,
    take: put,
    start,
    fork,
    reorder,
    cancel,
    setLimit,
    pause: (id: RunId) => studio.runs.pause({ id }),
    resume,
    stop: (id: RunId) => studio.runs.stop({ id }),
    delete: remove,
    update,
  }
})
