// A whole run in this process, in plain JavaScript unless asked otherwise, so that its every write can be made to fail. A pause is answered once there is
// room again, as a person would.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Experiment } from '@shared/experiment/experiment'
import { runIdSchema, type TrainerEvent } from '@shared/run/run-events'
import type { StudioErrorDetail } from '@shared/studio-error'
import { CommandQueue } from '../../../src-main/trainer/command-queue'
import type { CheckpointReference } from '../../../src-main/trainer/protocol'
import { runTraining, type TrainingOutcome } from '../../../src-main/trainer/run-training'
import { engineManifest } from '../../main/trainer/trainer-process'
import { watchFiles, type Fault } from './file-faults'

export interface RunHere {
  readonly outcome: TrainingOutcome
  readonly events: readonly TrainerEvent[]
  readonly error: StudioErrorDetail | undefined
  readonly checkpoints: readonly CheckpointReference[]
  readonly snapshots: number
  readonly pauses: number
  /** File operations it made. */
  readonly operations: number
  /** Whether the fault was met. */
  readonly met: boolean
}

interface Ways {
  /** A fault of the disk, at the file operation of this number. */
  readonly broken?: { readonly at: number; readonly fault: Fault }
  readonly engine?: 'javascript' | 'tensorflow'
}

export async function trainHere(experiment: Experiment, directory: string, { broken, engine = 'javascript' }: Ways = {}): Promise<RunHere> {
  mkdirSync(directory, { recursive: true })
  const commands = new CommandQueue()
  const events: TrainerEvent[] = []
  let met = false
  using watch = watchFiles(
    (path) => path.startsWith(directory),
    (_operation, index) => {
      if (index !== broken?.at) return null
      met = true
      return broken.fault
    },
  )
  const sink = {
    send: (event: TrainerEvent) => {
      events.push(event)
      if (event.kind === 'paused') setImmediate(() => commands.push({ kind: 'resume' }))
    },
    drained: () => Promise.resolve(),
  }
  const begin = { kind: 'begin', run: runIdSchema.parse('testrun0001'), directory, experiment, engine, locations: { mnist: '/nowhere', engine: engineManifest } } as const
  const outcome = await runTraining(begin, commands, sink)
  return {
    outcome,
    events,
    error: events.flatMap((event) => (event.kind === 'failed' ? [event.error] : [])).at(-1),
    checkpoints: events.flatMap((event) => (event.kind === 'checkpoint' ? [{ path: join(directory, event.file), step: event.step, elapsedMs: event.elapsedMs, sha256: event.sha256 }] : [])),
    snapshots: events.flatMap((event) => (event.kind === 'snapshot' ? event.artefacts : [])).length,
    pauses: events.filter((event) => event.kind === 'paused').length,
    operations: watch.operations.length,
    met,
  }
}
