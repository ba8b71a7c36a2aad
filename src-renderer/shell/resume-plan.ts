// What resuming a run would do, in the words that stand beside the button, and whether it asks for more epochs first.
import type { RunSummary } from '@shared/run/run-record'
import { formatCount, formatEpoch } from '../charts/format-value'

export interface ResumePlan {
  /** `extend`: the run did all it was to do, and goes on only with more epochs. */
  readonly kind: 'continue' | 'again' | 'extend'
  readonly label: string
  readonly words: string
}

type Resumable = Pick<RunSummary, 'status' | 'step' | 'stepsPerEpoch' | 'checkpointStep' | 'name'>

/** Null where there is nothing to resume: the run goes on by itself, or waits. */
export function resumePlan(run: Resumable): ResumePlan | null {
  switch (run.status) {
    case 'queued':
    case 'starting':
    case 'running':
      return null
    case 'paused':
      return { kind: 'continue', label: 'Resume', words: `Goes on at ${placeOf(run.step, run.stepsPerEpoch)}` }
    case 'finished':
      return { kind: 'extend', label: 'Train on…', words: `Goes on from ${placeOf(run.checkpointStep ?? 0, run.stepsPerEpoch)} for as many epochs as you say` }
    case 'stopped':
    case 'interrupted':
    case 'failed':
      return fromCheckpoint(run)
  }
}

function fromCheckpoint(run: Resumable): ResumePlan {
  if (run.checkpointStep === null) return { kind: 'again', label: 'Resume', words: 'Begins again at step 0: it ended before its first checkpoint' }
  const lost = run.step - run.checkpointStep
  const again = lost > 0 ? `; ${lost === 1 ? 'the step' : `the ${formatCount(lost)} steps`} after it ${lost === 1 ? 'is' : 'are'} trained again` : ''
  return { kind: 'continue', label: 'Resume', words: `Goes on from its checkpoint at ${placeOf(run.checkpointStep, run.stepsPerEpoch)}${again}` }
}

/** `epoch 40, step 18,760`; the step alone while no epoch's length is known. */
export function placeOf(step: number, stepsPerEpoch: number | null): string {
  return stepsPerEpoch === null || stepsPerEpoch === 0 ? `step ${formatCount(step)}` : `epoch ${formatEpoch(step / stepsPerEpoch)}, step ${formatCount(step)}`
}
