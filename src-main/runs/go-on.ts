// How a run goes on: from which checkpoints, with what of its history in view, and for how much longer.
import { join } from 'node:path'
import type { Experiment } from '@shared/experiment/experiment'
import { openRunView, type RunCheckpoint, type RunView } from '@shared/run/reduce-run'
import type { RunRecord } from '@shared/run/run-record'
import { StudioError } from '@shared/studio-error'
import type { ReadableDatabase } from '../store/database'
import { lastSequence, readToldEvents } from '../store/queries/read-events'
import { forkedFrom } from '../store/queries/read-runs'
import type { RunFolders } from '../store/run-folders'
import type { TrainerBegin } from '../trainer/protocol'
import { checkpointFile } from '../trainer/run-files'

/** What the run told so far, with those checkpoints whose files are still there. */
export function viewSoFar(database: ReadableDatabase, folders: RunFolders, record: RunRecord): RunView {
  const view = openRunView(record, readToldEvents(database, record.id, record.number))
  const checkpoints = view.checkpoints.filter((checkpoint) => folders.resolveFile(record.id, checkpoint.file) !== undefined)
  return { ...view, checkpoints, sequence: Math.max(view.sequence, lastSequence(database, record.number)) }
}

/** Its own checkpoints, newest first; before it has one, the copy of its parent's; null where it begins at the beginning. */
export function findOrigin(database: ReadableDatabase, folders: RunFolders, record: RunRecord, checkpoints: readonly RunCheckpoint[]): TrainerBegin['resume'] {
  const folder = folders.path(record.id)
  const own = checkpoints.map(({ file, step, elapsedMs, sha256 }) => ({ path: join(folder, file), step, elapsedMs, sha256 })).toReversed()
  if (own.length > 0) return { kind: 'resumed', checkpoints: own }
  const from = forkedFrom(database, record.number)
  if (record.parent?.kind !== 'forked' || from === undefined) return null
  const { step } = record.parent
  return { kind: 'forked', checkpoints: [{ path: join(folder, checkpointFile(step)), step, ...from }] }
}

/** The experiment with so many more epochs than the run was to train, whether epochs or a number of steps ended it. */
export function extendExperiment({ experiment, totalSteps, stepsPerEpoch }: RunRecord, epochs: number): Experiment {
  const { training } = experiment
  if (training.steps === null || totalSteps === null || stepsPerEpoch === null) {
    return { ...experiment, training: { ...training, epochs: training.epochs + epochs } }
  }
  const steps = totalSteps + epochs * stepsPerEpoch
  return { ...experiment, training: { ...training, steps, epochs: Math.max(training.epochs, Math.ceil(steps / stepsPerEpoch)) } }
}

/** @throws StudioError `run-finished` where a run has nothing left to train. */
export function refuseFinished({ status, name, id }: RunRecord, epochs: number | undefined): void {
  if (status !== 'finished' || epochs !== undefined) return
  throw new StudioError({
    code: 'run-finished',
    message: `${name} has finished: it trained as long as it was to.`,
    path: id,
    fix: 'Say how many more epochs it shall train, or fork it with other settings.',
  })
}

/** The checkpoint of a step, or the newest. @throws StudioError `checkpoint-not-found` naming those there are. */
export function chooseCheckpoint(record: RunRecord, checkpoints: readonly RunCheckpoint[], step: number | null): RunCheckpoint {
  const chosen = step === null ? checkpoints.at(-1) : checkpoints.find((checkpoint) => checkpoint.step === step)
  if (chosen !== undefined) return chosen
  const steps = checkpoints.map((checkpoint) => checkpoint.step)
  throw new StudioError({
    code: 'checkpoint-not-found',
    message: step === null ? `${record.name} has no checkpoint.` : `${record.name} has no checkpoint of step ${step}.`,
    path: record.id,
    ...(steps.length === 0 ? {} : { expected: `one of the steps ${steps.slice(-12).join(', ')}` }),
    ...(step === null ? {} : { got: String(step) }),
    fix: steps.length === 0 ? 'Let it train until it has written one; stopping a run writes one.' : 'Choose a step it has a checkpoint of.',
  })
}
