// The queue in words: where a run waits and, where earlier runs tell, how long it will take.
import type { Experiment } from '@shared/experiment/experiment'
import type { RunSummary } from '@shared/run/run-record'
import { describeRoughly } from '../panels/home/template-facts'

/** What is said when a run has to wait. */
export function describeWait(name: string, place: number | null, before: string | null): string {
  if (place !== null && place > 1) return `${name} waits in the queue, number ${place}.`
  return before === null ? `${name} waits in the queue.` : `${name} waits in the queue and begins when ${before} has ended.`
}

/** `next, about 3 min`, `after that`. */
export function describePlace(index: number, durationMs: number | null): string {
  const place = index === 0 ? 'next' : index === 1 ? 'after that' : `number ${index + 1}`
  return durationMs === null ? place : `${place}, about ${describeRoughly(durationMs)}`
}

type Timed = Pick<RunSummary, 'status' | 'experimentName' | 'recipe' | 'dataset' | 'elapsedMs' | 'createdAt' | 'step' | 'stepsPerEpoch'>

/**
 * Milliseconds a waiting run will take, from the pace of the newest finished run of the same experiment; null where none has
 * finished. A run that waits to go on has had part of its time, which nobody knows, and gets no guess.
 * @param training how long it is to train; null where that is not known yet
 */
export function expectedDuration(run: Timed, training: Pick<Experiment['training'], 'epochs' | 'steps'> | null, runs: readonly Timed[]): number | null {
  if (run.step > 0 || training === null) return null
  const alike = runs
    .filter((each) => each.status === 'finished' && each.experimentName === run.experimentName && each.recipe === run.recipe && each.dataset === run.dataset)
    .sort((a, b) => b.createdAt - a.createdAt)[0]
  if (alike === undefined || alike.step === 0 || alike.stepsPerEpoch === null) return null
  const whole = training.epochs * alike.stepsPerEpoch
  return (alike.elapsedMs / alike.step) * (training.steps === null ? whole : Math.min(training.steps, whole))
}

/** The order after a run was moved to another place. */
export function moveInQueue<Id>(ids: readonly Id[], id: Id, to: number): readonly Id[] {
  const from = ids.indexOf(id)
  if (from < 0) return ids
  const rest = ids.filter((each) => each !== id)
  const place = Math.min(rest.length, Math.max(0, to))
  return [...rest.slice(0, place), id, ...rest.slice(place)]
}
