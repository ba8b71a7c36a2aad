// The checkpoint that answers for the snapshot a card shows, as long as its file is there.
import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { RunSummary } from '@shared/run/run-record'
import { checkpointFor } from '../clock/checkpoint-for'
import type { CheckpointPlace } from './use-asked'
import { useRunFiles } from '../inspector/use-run-files'

/** @param step of the snapshot; null where there is none. */
export function useAskedCheckpoint(run: ComputedRef<RunSummary | null>, step: () => number | null): ComputedRef<CheckpointPlace | null> {
  const { files } = useRunFiles(run)
  return computed<CheckpointPlace | null>((before) => {
    const [open, at] = [run.value, step()]
    if (open === null || at === null) return null
    const there = files.value?.checkpoints.filter((checkpoint) => checkpoint.exists) ?? []
    const found = checkpointFor(there, at)
    if (found === null) return null
    // The same place stays the same object, so that nothing is asked anew.
    return before?.run === open.id && before.step === found.step ? before : { run: open.id, step: found.step }
  })
}
