// What this machine can do: how fast it is, as calibration and its finished runs say, and how much memory it has.
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { CostState } from '@shared/contract/cost'
import { machineCost } from '@shared/cost/estimate-cost'
import { toDetail } from '../client/describe-error'
import { studio } from '../client/studio-client'
import type { StudioErrorDetail } from '@shared/studio-error'
import { useStudioStore } from './studio-store'

/** While it is being measured, it is asked for again after this long. */
const AGAIN_MS = 500
/** A machine that is measured in the background, or a run that finished, shows after this long at most. */
const REST_MS = 20_000

export const useMachineStore = defineStore('machine', () => {
  const host = useStudioStore()
  const state = shallowRef<CostState | null>(null)
  const problem = shallowRef<StudioErrorDetail | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  const memory = computed(() => host.info?.memory ?? null)
  /** Null until the machine was measured. */
  const cost = computed(() => (state.value?.calibration ? machineCost(state.value.calibration, state.value.runs) : null))

  async function take(asked: Promise<CostState>): Promise<void> {
    clearTimeout(timer)
    let again = REST_MS
    try {
      const next = await asked
      // The same again would have every estimate worked out anew.
      if (JSON.stringify(next) !== JSON.stringify(state.value)) state.value = next
      problem.value = next.problem
      if (next.state === 'measuring' || next.state === 'waiting') again = AGAIN_MS
    } catch (error) {
      problem.value = toDetail(error)
    }
    clearTimeout(timer)
    timer = setTimeout(() => void refresh(), again)
  }

  async function refresh(): Promise<void> {
    if (globalThis.document.visibilityState === 'hidden') {
      timer = setTimeout(() => void refresh(), REST_MS)
      return
    }
    await Promise.all([take(studio.cost.read()), host.refreshInfo().catch(() => {})])
  }

  const calibrate = (): Promise<void> => take(studio.cost.calibrate())

  /** Asks once the engine is known, which reading waits for. */
  function connect(): void {
    watch(
      () => host.engine !== null,
      (known) => {
        if (known) void take(studio.cost.read())
      },
      { immediate: true },
    )
  }

  return { state, problem, memory, cost, connect, refresh, calibrate }
})
