// What a run had to show at the clock: the snapshot at or before it, with its neighbours decoded ahead of the scrub.
import { computed, toValue, watch } from 'vue'
import type { ComputedRef, MaybeRefOrGetter } from 'vue'
import type { RunSnapshot } from '@shared/run/reduce-run'
import { isEnded } from '@shared/run/reduce-run'
import type { Artefact } from '@shared/run/run-events'
import { formatEpoch } from '../../../charts/format-value'
import { prefetchBlobs } from '../../../charts/use-blob'
import { atOrBefore } from '../../../stores/clock-position'
import { useClockStore } from '../../../stores/clock-store'
import type { RunFeed } from '../../../stores/run-feed'

export interface SnapshotAtClock {
  readonly snapshot: ComputedRef<RunSnapshot | null>
  readonly blob: ComputedRef<string | null>
  /** `epoch 40`; empty where there is nothing. */
  readonly place: ComputedRef<string>
  /** Why there is nothing, and the epoch of the first there is; null where there is something. */
  readonly nothing: ComputedRef<{ readonly title: string; readonly text: string; readonly first: number | null } | null>
}

const nouns: Readonly<Record<Artefact['kind'], string>> = { samples: 'samples', reconstructions: 'reconstructions', manifold: 'manifold', latents: 'codes', field: 'vector field', pages: 'cleaned pages', activities: 'hidden activities', filters: 'filters', predictions: 'predictions', compression: 'compressed images', 'prior-samples': 'samples', 'fitted-samples': 'samples' }

export function useSnapshot(feed: MaybeRefOrGetter<RunFeed | null>, kind: MaybeRefOrGetter<Artefact['kind']>): SnapshotAtClock {
  const clock = useClockStore()
  const entries = computed(() => toValue(feed)?.view.value.snapshots[toValue(kind)] ?? [])
  const snapshot = computed(() => atOrBefore(entries.value, clock.position) ?? null)
  const blob = computed(() => snapshot.value?.artefact.blob ?? null)
  const place = computed(() => (snapshot.value ? `epoch ${formatEpoch(snapshot.value.epoch)}` : ''))
  const nothing = computed(() => {
    if (snapshot.value) return null
    const first = entries.value[0]
    if (first) return { title: `Nothing at epoch ${formatEpoch(clock.position)}`, text: `The first ${nouns[toValue(kind)]} were kept at epoch ${formatEpoch(first.epoch)}.`, first: first.epoch }
    const status = toValue(feed)?.view.value.status
    if (toValue(feed)?.opening.value) return { title: 'Opening the run', text: '', first: null }
    if (status && !isEnded(status)) return { title: `No ${nouns[toValue(kind)]} yet`, text: 'They appear with the first snapshot.', first: null }
    return { title: `No ${nouns[toValue(kind)]}`, text: `This run kept no ${nouns[toValue(kind)]}.`, first: null }
  })
  watch(
    snapshot,
    (now) => {
      if (!now) return
      const index = entries.value.indexOf(now)
      const near = [1, -1, 2].flatMap((offset) => entries.value[index + offset] ?? [])
      prefetchBlobs(near.flatMap(({ artefact }) => (artefact.blob ? [{ blob: artefact.blob, picture: artefact.mediaType === 'image/png' }] : [])))
    },
    { immediate: true },
  )
  return { snapshot, blob, place, nothing }
}
