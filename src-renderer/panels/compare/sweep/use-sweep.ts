// The runs of a label sweep: what each of them is, read once from its experiment, and how it did, live from the list of runs.
import { computed, shallowRef, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { summariseSweep, sweepPlaceOf, type SweepPoint, type SweepVariant } from '@shared/experiment/label-sweep'
import { isEnded } from '@shared/run/reduce-run'
import type { RunId } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'
import type { StudioErrorDetail } from '@shared/studio-error'
import { toDetail } from '../../../client/describe-error'
import { studio } from '../../../client/studio-client'
import { useRunsStore } from '../../../stores/runs-store'
import { definitionsOf } from '../../run/run-definitions'

export interface SweepResult {
  readonly run: RunSummary
  readonly labels: number
  readonly variant: SweepVariant
  readonly seed: number
  /** test/accuracy in %; null until it is finished. */
  readonly value: number | null
}

type Place = ReturnType<typeof sweepPlaceOf>

export interface Sweep {
  readonly results: ComputedRef<readonly SweepResult[]>
  readonly curve: ComputedRef<Readonly<Record<SweepVariant, readonly SweepPoint[]>>>
  /** Runs that have not ended. */
  readonly open: ComputedRef<number>
  readonly problem: ComputedRef<StudioErrorDetail | null>
}

/** What runs were does not change. */
const places = shallowRef<ReadonlyMap<RunId, Place>>(new Map())

export function useSweep(tag: MaybeRefOrGetter<string | null>): Sweep {
  const runs = useRunsStore()
  const problem = shallowRef<StudioErrorDetail | null>(null)
  const own = computed(() => runs.list.filter(({ tags }) => tags.includes(toValue(tag) ?? '')))
  let reading = false

  async function read(): Promise<void> {
    if (reading) return
    reading = true
    try {
      for (let next = own.value.find(({ id }) => !places.value.has(id)); next !== undefined; next = own.value.find(({ id }) => !places.value.has(id))) {
        const { experiment } = await studio.runs.get({ id: next.id })
        places.value = new Map([...places.value, [next.id, sweepPlaceOf(experiment, definitionsOf(experiment).dataset?.trainCount)]])
      }
      problem.value = null
    } catch (error) {
      problem.value = toDetail(error)
    } finally {
      reading = false
    }
  }
  watch(() => own.value.map(({ id }) => id).join(' '), () => void read(), { immediate: true })

  const results = computed(() =>
    own.value.flatMap((run): SweepResult[] => {
      const place = places.value.get(run.id)
      return place ? [{ run, ...place, value: run.status === 'finished' ? (run.metrics['test/accuracy'] ?? null) : null }] : []
    }),
  )
  return {
    results,
    curve: computed(() => summariseSweep(results.value.flatMap(({ labels, variant, value }) => (value === null ? [] : [{ labels, variant, value }])))),
    open: computed(() => own.value.filter(({ status }) => !isEnded(status)).length),
    problem: computed(() => problem.value),
  }
}
