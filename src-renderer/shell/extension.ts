// How many epochs more a run that trained to its end is offered, and its forks with it: as many as it had, within reason.
import type { Experiment } from '@shared/experiment/experiment'
import type { RunRecord, RunSummary } from '@shared/run/run-record'

export const MOST_EPOCHS = 100_000

export function usualExtension({ totalSteps, stepsPerEpoch }: Pick<RunSummary, 'totalSteps' | 'stepsPerEpoch'>): number {
  if (totalSteps === null || stepsPerEpoch === null || stepsPerEpoch === 0) return 10
  return Math.min(MOST_EPOCHS, Math.max(1, Math.round(totalSteps / stepsPerEpoch)))
}

type Forked = Pick<RunRecord, 'experiment' | 'totalSteps' | 'stepsPerEpoch'>

/** The experiment for a fork from a step: where nothing would be left to train from there, with as many epochs more as the run had. */
export function experimentFrom(record: Forked, step: number): { readonly experiment: Experiment; readonly moreEpochs: number } {
  const { experiment, totalSteps, stepsPerEpoch } = record
  if (totalSteps === null || stepsPerEpoch === null || step < totalSteps) return { experiment, moreEpochs: 0 }
  const moreEpochs = usualExtension(record)
  const { training } = experiment
  const steps = training.steps === null ? null : step + moreEpochs * stepsPerEpoch
  const epochs = Math.max(training.epochs, Math.ceil(step / stepsPerEpoch) + moreEpochs)
  return { experiment: { ...experiment, training: { ...training, epochs, steps } }, moreEpochs }
}
