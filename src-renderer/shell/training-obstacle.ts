// Why Train is not to be had right now, in the words that stand beside the button.
import type { Problem } from '@shared/problem'

export interface TrainingState {
  readonly hasExperiment: boolean
  readonly problems: readonly Problem[]
}

export function errorCount(problems: readonly Problem[]): number {
  return problems.filter((problem) => problem.severity === 'error').length
}

export function describeProblemCount(count: number): string {
  return count === 1 ? '1 problem blocks training' : `${count} problems block training`
}

/** Null when training can start, or wait in the queue: other runs do not stand in the way. */
export function trainingObstacle({ hasExperiment, problems }: TrainingState): string | null {
  if (!hasExperiment) return 'Pick a template or open an experiment to train'
  const errors = errorCount(problems)
  return errors === 0 ? null : describeProblemCount(errors)
}
