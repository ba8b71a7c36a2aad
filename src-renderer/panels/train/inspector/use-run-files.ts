// What is left of a run's files: which checkpoints still exist, and the bytes of its folder by kind. Asked for again
// whenever something about them may have changed, at most once a second.
import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef } from 'vue'
import type { RunId } from '@shared/run/run-events'
import type { CheckpointState, RunStorage, RunSummary } from '@shared/run/run-record'
import { studio } from '../../../client/studio-client'

const AT_MOST_EVERY_MS = 1000

export interface RunFiles {
  readonly checkpoints: readonly CheckpointState[]
  readonly storage: RunStorage
}

export function useRunFiles(run: ComputedRef<RunSummary | null>) {
  const held = shallowRef<{ readonly id: RunId; readonly files: RunFiles } | null>(null)
  const files = computed(() => (held.value !== null && held.value.id === run.value?.id ? held.value.files : null))
  /** Steps whose checkpoint file is gone. */
  const gone = computed(() => new Set(files.value?.checkpoints.filter((checkpoint) => !checkpoint.exists).map((checkpoint) => checkpoint.step)))
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0

  async function refresh(): Promise<void> {
    const id = run.value?.id
    if (id === undefined) return
    last = Date.now()
    try {
      const found = await studio.runs.files({ id })
      if (run.value?.id === id) held.value = { id, files: found }
    } catch {
      // What was known stays; the shell says where the studio cannot be reached.
    }
  }

  watch(
    () => [run.value?.id, run.value?.checkpointStep, run.value?.status, run.value?.bytes],
    ([id], before) => {
      clearTimeout(timer)
      const wait = before?.[0] === id ? Math.max(0, last + AT_MOST_EVERY_MS - Date.now()) : 0
      timer = setTimeout(() => void refresh(), wait)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => clearTimeout(timer))

  return { files, refresh, existing: (step: number): boolean => !gone.value.has(step) }
}
