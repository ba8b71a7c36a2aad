// The run that is open in Train, with everything its cards ask for.
import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { RunView } from '@shared/run/reduce-run'
import type { RunRecord, RunSummary } from '@shared/run/run-record'
import type { MetricSeries } from '../../charts/series-buffer'
import type { RunFeed } from '../../stores/run-feed'
import { useRunsStore } from '../../stores/runs-store'
import type { CurveRun } from './curves/curve-lines'
import { definitionsOf } from '../run/run-definitions'
import type { RunDefinitions } from '../run/run-definitions'
import { keepLook } from '../run/run-look'
import type { RunLook } from '../run/run-look'

export interface OpenRun {
  readonly summary: ComputedRef<RunSummary | null>
  readonly feed: ComputedRef<RunFeed | null>
  readonly record: ComputedRef<RunRecord | null>
  readonly view: ComputedRef<RunView | null>
  readonly definitions: ComputedRef<RunDefinitions | null>
  /** Changes whenever the series did. */
  readonly curves: ComputedRef<CurveRun | null>
  readonly allSeries: ComputedRef<readonly MetricSeries[]>
}

export function useOpenRun(): OpenRun {
  const runs = useRunsStore()
  const feed = computed(() => runs.currentFeed)
  const record = computed(() => feed.value?.record.value ?? null)
  const look = computed<RunLook | null>((before) => keepLook(before, runs.current))
  return {
    summary: computed(() => runs.current),
    feed,
    record,
    view: computed(() => feed.value?.view.value ?? null),
    definitions: computed(() => (record.value ? definitionsOf(record.value.experiment) : null)),
    curves: computed(() => curveRun(feed.value, look.value)),
    allSeries: computed(() => {
      const open = feed.value
      if (!open) return []
      void open.revision.value
      return open.series.names().flatMap((name) => open.series.get(name) ?? [])
    }),
  }
}

/** A run's series for charts; reading it inside a computed makes that run again when the series grow. */
export function curveRun(feed: RunFeed | null | undefined, look: RunLook | null): CurveRun | null {
  if (!feed || !look) return null
  void feed.revision.value
  return { ...look, series: (name) => feed.series.get(name) }
}
