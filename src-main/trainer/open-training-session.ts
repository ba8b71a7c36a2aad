// Opens a run's session the way its settings ask: as one native graph where that can be, compiled with XLA where that is faster,
// and with exactly the choice of before where a run goes on.
import { StudioError } from '@shared/studio-error'
import type { LoadedDataset } from '../datasets/loaded-dataset'
import type { Compilation, Engine, Execution } from '../engines/engine'
import type { Model } from './model'
import type { RunExamples } from './run-examples'
import { TrainingSession } from './training-session'

/** The experiment's wish. */
export interface ExecutionSettings {
  readonly mode: Execution
  readonly xla: 'auto' | 'on' | 'off'
}

/** What a run came to; part of what makes it repeatable. */
export interface ExecutionChoice {
  readonly mode: Execution
  readonly xla: boolean
}

export interface OpeningOptions {
  readonly settings: ExecutionSettings
  /** The choice of the run that goes on here: its rounding is part of its results, so it is not made anew. Null for a fresh run. */
  readonly kept: ExecutionChoice | null
  readonly stream: RunExamples
  /** Where the run begins or goes on, and how many steps it will take in all. */
  readonly step: number
  readonly totalSteps: number
  log(level: 'info' | 'warning', message: string): void
}

/** The session, in the state a fresh run starts with. */
export function openTrainingSession(engine: Engine, model: Model, dataset: LoadedDataset, options: OpeningOptions): TrainingSession {
  const { settings, kept, log } = options
  const mode = kept?.mode ?? settings.mode
  if (!engine.info.native || mode === 'eager') {
    if (engine.info.native) log('info', 'The training step runs one operation at a time, slower, as its settings ask')
    return new TrainingSession(engine, model, dataset, 'eager')
  }
  const xla = kept === null ? settings.xla : kept.xla ? 'on' : 'off'
  let session: TrainingSession
  try {
    const before = performance.now()
    session = new TrainingSession(engine, model, dataset, 'captured', xla !== 'off')
    log('info', `Captured the training step as one native graph in ${Math.round(performance.now() - before)} ms`)
  } catch (error) {
    // A run that was captured must not go on with other roundings.
    if (!(error instanceof StudioError) || !error.detail.code.startsWith('capture-') || kept !== null) throw error
    log('warning', `The step could not be captured and runs one operation at a time, slower: ${error.message}`)
    return new TrainingSession(engine, model, dataset, 'eager')
  }
  if (xla === 'auto') tune(session, options)
  else if (xla === 'on') compile(session, 'xla', log)
  return session
}

function tune(session: TrainingSession, { stream, step, totalSteps, log }: OpeningOptions): void {
  const before = performance.now()
  const { chosen, plainMs, xlaMs, reason } = session.tune(step, stream.stepsPerEpoch, stream.batch(step), totalSteps - step)
  const times = [plainMs === null ? [] : `plain ${milliseconds(plainMs)}`, xlaMs === null ? [] : `XLA ${milliseconds(xlaMs)}`].flat().join(', ')
  log('info', `The training step runs ${chosen === 'xla' ? 'compiled with XLA' : 'plain'}: ${reason}${times === '' ? '' : ` (${times} a step)`}; chosen in ${Math.round(performance.now() - before)} ms`)
}

function compile(session: TrainingSession, compilation: Compilation, log: OpeningOptions['log']): void {
  session.compile(compilation)
  log('info', 'The training step runs compiled with XLA')
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`
}
