// Whether the stage at the clock has kept how active its units are.
import { computed, type ComputedRef } from 'vue'
import { stageAt } from '@shared/run/stage-plan'
import { atOrBefore } from '../../../stores/clock-position'
import { useClockStore } from '../../../stores/clock-store'
import { useOpenRun } from '../use-open-run'

export function useStageActivities(): ComputedRef<boolean> {
  const clock = useClockStore()
  const { view } = useOpenRun()
  return computed(() => {
    const { stages, stepsPerEpoch, snapshots } = view.value ?? {}
    if (stages === undefined || !stepsPerEpoch) return false
    const last = atOrBefore(snapshots?.activities ?? [], clock.position)
    // What a stage's last step left still belongs to it.
    const stage = stageAt(stages, Math.max(0, Math.round(clock.position * stepsPerEpoch) - 1))
    return last !== undefined && stage !== undefined && last.step >= stage.beginStep && (last.step > stage.beginStep || stage.beginStep === 0)
  })
}
