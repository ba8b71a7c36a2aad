// Which steps of a run are tested, pictured and kept. A pure function of the settings, so that a resumed run keeps the same ones.
import type { Experiment } from '@shared/experiment/experiment'
import type { RunLength } from './run-length'

export interface RecordingPlan {
  evaluateAt(step: number): boolean
  snapshotAt(step: number): boolean
  checkpointAt(step: number): boolean
}

/** Learning is fastest at the very start, so the first pictures come early. */
const EARLY_SNAPSHOTS: readonly number[] = [10, 30, 100, 300]
/** Where epochs are many and short, about this many snapshots and checkpoints are spread evenly over them. */
const MOST_SNAPSHOTS = 100
const MOST_CHECKPOINTS = 50
/** Bytes that a run's regular checkpoints may take together. */
const CHECKPOINT_BUDGET = 4e9

/** @param checkpointBytes about how large one checkpoint is. Every plan includes the last step of the run, and of each of its stages. */
export function recordingPlan(experiment: Experiment, { stepsPerEpoch, totalSteps, stages }: RunLength, checkpointBytes: number): RecordingPlan {
  const { evaluateEverySteps, snapshotEverySteps, checkpointEverySteps } = experiment.recording
  const mostCheckpoints = Math.max(2, Math.min(MOST_CHECKPOINTS, Math.floor(CHECKPOINT_BUDGET / checkpointBytes)))
  const epochs = Math.ceil(totalSteps / stepsPerEpoch)
  const atEpochs = (step: number, most: number): boolean => {
    if (step === 0 || step % stepsPerEpoch !== 0) return false
    if (epochs <= most) return true
    const epoch = step / stepsPerEpoch
    return Math.floor((epoch * most) / epochs) !== Math.floor(((epoch - 1) * most) / epochs)
  }
  const every = (step: number, steps: number): boolean => step > 0 && step % steps === 0
  const ends = new Set([totalSteps, ...stages.map(({ endStep }) => endStep)])
  return {
    evaluateAt: (step) => ends.has(step) || (evaluateEverySteps === null ? atEpochs(step, Number.POSITIVE_INFINITY) : every(step, evaluateEverySteps)),
    snapshotAt: (step) =>
      step === 0 ||
      ends.has(step) ||
      (snapshotEverySteps === null ? EARLY_SNAPSHOTS.includes(step) || atEpochs(step, MOST_SNAPSHOTS) : every(step, snapshotEverySteps)),
    checkpointAt: (step) => ends.has(step) || (checkpointEverySteps === null ? atEpochs(step, mostCheckpoints) : every(step, checkpointEverySteps)),
  }
}
