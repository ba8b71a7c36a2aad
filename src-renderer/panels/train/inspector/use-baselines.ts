// The baselines of a run: which kinds it can have, which of them are trained, and what those made of the test examples at their end.
import { computed, shallowRef, toValue, watch, type ComputedRef, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import { baselineCatalogue } from '@shared/baselines/catalogue'
import type { BaselineState } from '@shared/contract/baselines'
import { emptyRunView, reduceRunEvents, type RunSnapshot } from '@shared/run/reduce-run'
import type { RunId } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'
import { LruCache } from '../../../charts/lru-cache'
import { isCancellation, toDetail } from '../../../client/describe-error'
import { studio } from '../../../client/studio-client'
import { useRunsStore } from '../../../stores/runs-store'
import type { StudioErrorDetail } from '@shared/studio-error'

export interface TrainedBaseline {
  readonly kind: BaselineState['kind']
  readonly title: string
  readonly run: RunSummary
  /** Its last; null where it kept none. */
  readonly snapshot: RunSnapshot | null
}

export interface Baselines {
  /** Null until the studio has answered. */
  readonly states: ShallowRef<readonly BaselineState[] | null>
  readonly problem: ShallowRef<StudioErrorDetail | null>
  /** Those that are finished, nearest to a deep code first. */
  readonly trained: ShallowRef<readonly TrainedBaseline[]>
  /** True where at least one kind is possible. */
  readonly possible: ComputedRef<boolean>
}

const recipes = new Set(baselineCatalogue.map(({ recipe }) => recipe))
/** A finished run’s pictures are what they are until it goes on. */
const kept = new LruCache<Promise<RunSnapshot | null>>(32)

const baselineTitle = (kind: BaselineState['kind']): string => baselineCatalogue.find(({ id }) => id === kind)?.title ?? kind

async function lastReconstructions(id: RunId): Promise<RunSnapshot | null> {
  return reduceRunEvents(emptyRunView, await studio.runs.events({ id })).snapshots.reconstructions.at(-1) ?? null
}

function remembered(run: RunSummary): Promise<RunSnapshot | null> {
  const key = `${run.id} ${run.endedAt ?? ''}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const asked = lastReconstructions(run.id)
  asked.catch(() => kept.delete(key))
  kept.set(key, asked, 1)
  return asked
}

export function useBaselines(run: MaybeRefOrGetter<RunId | null>): Baselines {
  const runs = useRunsStore()
  const states = shallowRef<readonly BaselineState[] | null>(null)
  const problem = shallowRef<StudioErrorDetail | null>(null)
  const trained = shallowRef<readonly TrainedBaseline[]>([])
  /** Which runs might be baselines, and how they stand: asked again whenever that changes. */
  const candidates = computed(() => runs.list.flatMap(({ id, recipe, status }) => (recipes.has(recipe) ? [`${id} ${status}`] : [])).join())

  watch(
    () => [toValue(run), candidates.value] as const,
    async ([id], before, onCleanup) => {
      const abort = new AbortController()
      onCleanup(() => abort.abort())
      if (before?.[0] !== id) {
        states.value = null
        trained.value = []
      }
      problem.value = null
      if (id === null) return
      try {
        const answer = await studio.baselines.list({ id }, { signal: abort.signal })
        const finished = answer.flatMap(({ kind, run: found }) => (found?.status === 'finished' ? [{ kind, run: found }] : []))
        const shown = await Promise.all(finished.map(async (one) => ({ ...one, title: baselineTitle(one.kind), snapshot: await remembered(one.run) })))
        if (abort.signal.aborted) return
        states.value = answer
        trained.value = shown.toReversed()
      } catch (error) {
        if (!abort.signal.aborted && !isCancellation(error)) problem.value = toDetail(error)
      }
    },
    { immediate: true },
  )
  const possible = computed(() => states.value?.some((state) => state.problem === null) === true)
  return { states, problem, trained, possible }
}
