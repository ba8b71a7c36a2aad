// What a clean-up would delete of a run's checkpoints, and how much that frees, before anyone agrees to it.
import type { CheckpointState } from '@shared/run/run-record'

export interface CleanUpRule {
  /** The newest so many stay. */
  readonly keepLast: number
  /** The best one stays, too. */
  readonly keepBest: boolean
}

export interface CleanUpPlan {
  readonly deleted: readonly CheckpointState[]
  readonly kept: readonly CheckpointState[]
  readonly freedBytes: number
}

export function planCleanUp(checkpoints: readonly CheckpointState[], { keepLast, keepBest }: CleanUpRule): CleanUpPlan {
  const existing = checkpoints.filter((checkpoint) => checkpoint.exists).sort((a, b) => b.step - a.step)
  const isKept = (checkpoint: CheckpointState, index: number): boolean => index < keepLast || (keepBest && checkpoint.best)
  const deleted = existing.filter((checkpoint, index) => !isKept(checkpoint, index))
  return { deleted, kept: existing.filter(isKept), freedBytes: deleted.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0) }
}
