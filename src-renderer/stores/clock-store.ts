// The one clock: curves' cursor, samples, reconstructions and scatter of every run on show follow it. It stands live, or
// where a person put it; the runs go on meanwhile.
import { computed, ref, watch } from 'vue'
import { defineStore } from 'pinia'
import { isEnded } from '@shared/run/reduce-run'
import { SAME, clockLength, clockReached, clockStops, liveEdge, stopAfter, stopBefore } from './clock-position'
import type { ClockTrack } from './clock-position'
import { useRunsStore } from './runs-store'
import { useUiStore } from './ui-store'

/** Pace of playing through history: slow enough to see one snapshot, quick enough for a hundred. */
const PLAY_MS = 320

export interface RunTrack extends ClockTrack {
  readonly name: string
  readonly number: number
  readonly checkpoints: readonly { readonly epoch: number; readonly step: number }[]
}

export const useClockStore = defineStore('clock', () => {
  const runs = useRunsStore()
  const ui = useUiStore()
  /** Epoch a person scrubbed to; null while live. */
  const scrubbed = ref<number | null>(null)
  const playing = ref(false)
  let timer: ReturnType<typeof setInterval> | undefined

  const comparing = computed(() => ui.stage === 'compare')
  const tracks = computed<RunTrack[]>(() =>
    (comparing.value ? runs.visibleRuns : runs.shown).map((summary) => {
      const view = runs.feeds.get(summary.id)?.view.value
      const perEpoch = view?.stepsPerEpoch ?? summary.stepsPerEpoch
      const total = view?.totalSteps ?? summary.totalSteps
      const step = Math.max(view?.step ?? 0, summary.step)
      const reached = perEpoch ? step / perEpoch : 0
      const kinds = view ? Object.values(view.snapshots) : []
      const stops = [...new Set(kinds.flatMap((entries) => entries.map((entry) => entry.epoch)))].sort((a, b) => a - b)
      return {
        id: summary.id,
        name: summary.name,
        number: summary.number,
        reached,
        planned: perEpoch && total ? total / perEpoch : reached,
        live: !isEnded(summary.status),
        stops,
        checkpoints: view?.checkpoints ?? [],
      }
    }),
  )
  const length = computed(() => clockLength(tracks.value))
  const reached = computed(() => clockReached(tracks.value))
  /** Train looks at the open run's end, Compare at the furthest run's. */
  const edge = computed(() => {
    const open = comparing.value ? undefined : tracks.value.find((track) => track.id === runs.currentId)
    return open ? open.reached : liveEdge(tracks.value)
  })
  const stops = computed(() => clockStops(tracks.value))
  const isLive = computed(() => scrubbed.value === null)
  /** Epoch, fractional. */
  const position = computed(() => (scrubbed.value === null ? edge.value : Math.min(scrubbed.value, reached.value)))

  function goLive(): void {
    pause()
    scrubbed.value = null
  }

  /** Puts the clock at an epoch. Close to the live edge it goes live. */
  function scrubTo(epoch: number): void {
    const wanted = Math.min(Math.max(0, epoch), reached.value)
    scrubbed.value = Math.abs(wanted - edge.value) < Math.max(SAME, length.value * 0.004) ? null : wanted
  }

  function previous(): boolean {
    const stop = stopBefore(stops.value, position.value)
    if (stop === null) return false
    scrubbed.value = stop
    return true
  }

  function next(): boolean {
    const stop = stopAfter(stops.value, position.value)
    if (stop === null) {
      scrubbed.value = null
      return false
    }
    scrubbed.value = stop
    return true
  }

  function pause(): void {
    clearInterval(timer)
    playing.value = false
  }

  /** Plays from here to the end, from the beginning when it stands at the end. */
  function play(): void {
    pause()
    const first = stops.value[0]
    if (first === undefined) return
    if (isLive.value || stopAfter(stops.value, position.value) === null) scrubbed.value = first
    playing.value = true
    timer = setInterval(() => {
      if (!next()) pause()
    }, PLAY_MS)
  }

  watch(() => runs.currentId, goLive)

  return { scrubbed, position, isLive, playing, tracks, length, reached, edge, stops, goLive, scrubTo, previous, next, play, pause }
})
