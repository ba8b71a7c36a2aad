// One run while its trainer lives: commands down, events up into the recorder, and an end that is always told.
import { join } from 'node:path'
import { isEnded } from '@shared/run/reduce-run'
import type { TrainerCommand, TrainerEvent } from '@shared/run/run-events'
import type { StudioErrorDetail } from '@shared/studio-error'
import type { Logger } from '../logger'
import type { TrainerBegin } from '../trainer/protocol'
import { describeOutsideStop } from './describe-interruption'
import type { NodeProgram, ProcessEnd } from '../processes/node-process'
import { RunLog } from './run-log'
import type { RecordedRun, RunRecorder } from './run-recorder'
import { describeHungTrainer, describeNonsense, describeSilentTrainer, describeTrainerEnd } from './trainer-death'
import { startTrainer, type TrainerProcess } from './trainer-process'

/** So many messages nobody understands are no slip any more. */
const MOST_NONSENSE = 20

/** How long a trainer may say nothing before it counts as hung. It tells of itself every few seconds, whatever takes long. */
export interface SilenceLimits {
  /** Natively, a step or a compilation at most. */
  readonly nativeMs: number
  /** In JavaScript one step may take that much longer. Also while it loads and is not yet known. */
  readonly javascriptMs: number
}

const SILENCE: SilenceLimits = { nativeMs: 120_000, javascriptMs: 600_000 }
/** Looks this often into the silence. Counted in looks, not by the clock: a machine that slept is no trainer that hangs. */
const LOOKS = 12

export interface LiveRunParts {
  readonly program: NodeProgram
  readonly begin: TrainerBegin
  readonly recorded: RecordedRun
  readonly recorder: RunRecorder
  readonly logger: Logger
  /** How long a trainer may take to stop (it writes a checkpoint first). */
  readonly stopGraceMs: number
  readonly silence?: SilenceLimits | undefined
}

export class LiveRun {
  readonly recorded: RecordedRun
  /** Settles once the trainer is gone and its end is recorded or dropped. */
  readonly ended: Promise<void>
  readonly #parts: LiveRunParts
  readonly #trainer: TrainerProcess
  readonly #log: RunLog
  #cause: StudioErrorDetail | null = null
  /** Until somebody asks, only someone outside can have stopped it. */
  #whyStopped: StudioErrorDetail | null = describeOutsideStop()
  #nonsense = 0
  #told = false
  #discarded = false
  #stopTimer: NodeJS.Timeout | null = null
  readonly #watch: NodeJS.Timeout
  readonly #silence: SilenceLimits
  #silentLooks = 0

  constructor(parts: LiveRunParts) {
    this.#parts = parts
    this.recorded = parts.recorded
    this.#log = new RunLog(join(parts.begin.directory, 'log.txt'), parts.logger)
    this.#silence = parts.silence ?? SILENCE
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    this.#trainer = startTrainer(parts.program, parts.begin, {
      event: (event) => this.#take(event),
      line: (source, text) => this.#log.write(source, text),
      nonsense: (description) => this.#refuse(description),
      ended: (end) => void this.#end(end).finally(resolve),
    })
    this.#watch = setInterval(() => this.#look(), this.#silence.nativeMs / LOOKS)
    this.#watch.unref()
  }

  send(command: TrainerCommand): void {
    this.#log.write('studio', `told to ${command.kind}`)
    this.#trainer.send(command)
  }

  /**
   * Asks it to write a checkpoint and end; ends it by force where it does not answer.
   * @param why recorded with the run, where no person asked for it.
   */
  stop(graceMs: number = this.#parts.stopGraceMs, why: StudioErrorDetail | null = null): void {
    this.send({ kind: 'stop' })
    if (this.#stopTimer !== null) return
    this.#whyStopped = why
    this.#stopTimer = setTimeout(() => {
      this.#cause ??= describeHungTrainer(Math.round(graceMs / 1000))
      this.#trainer.kill()
    }, graceMs)
  }

  /** Ends it at once and records nothing more: the run is being deleted. */
  async discard(): Promise<void> {
    this.#discarded = true
    this.#parts.recorder.drop(this.recorded)
    this.#trainer.kill()
    await this.ended
  }

  /** A line from the studio itself, kept with the run. */
  note(level: 'info' | 'warning' | 'error', message: string): void {
    this.#take({ kind: 'log', level, message })
  }

  /** Ends a trainer that has been silent for too long. One that is paused has nothing to say. */
  #look(): void {
    if (this.recorded.view.status === 'paused') this.#silentLooks = 0
    const { nativeMs, javascriptMs } = this.#silence
    const limit = this.recorded.view.engine?.native === true ? nativeMs : javascriptMs
    this.#silentLooks += 1
    if (this.#silentLooks * (nativeMs / LOOKS) <= limit) return
    this.#cause ??= describeSilentTrainer(Math.round(limit / 1000))
    this.#trainer.kill()
  }

  #take(told: TrainerEvent): void {
    this.#silentLooks = 0
    if (this.#discarded || this.#told) return
    const event = told.kind === 'finished' && told.reason === 'stopped' && this.#whyStopped !== null ? { ...told, cause: this.#whyStopped } : told
    if (event.kind === 'log') this.#log.write(event.level, event.message)
    if (event.kind === 'failed') this.#log.write('error', `${event.error.message}${event.error.got === undefined ? '' : ` (${event.error.got})`}`)
    if (event.kind === 'finished' || event.kind === 'failed') this.#told = true
    this.#parts.recorder.take(this.recorded, event)
  }

  #refuse(description: string): void {
    this.#nonsense += 1
    this.#log.write('studio', `not understood: ${description}`)
    if (this.#nonsense === 1) this.note('warning', `The trainer sent a message that is none of the agreed ones; it was left out. ${description}`)
    if (this.#nonsense < MOST_NONSENSE) return
    this.#cause ??= describeNonsense(this.#nonsense, description)
    this.#trainer.kill()
  }

  async #end(end: ProcessEnd): Promise<void> {
    clearInterval(this.#watch)
    if (this.#stopTimer !== null) clearTimeout(this.#stopTimer)
    if (!this.#told && !this.#discarded) {
      // What it told last is taken in first, so that the failure stands at the step it happened.
      await this.#parts.recorder.flush()
      const { step, epoch, elapsedMs } = this.recorded.view
      this.#take({ kind: 'failed', step, epoch, elapsedMs, error: this.#cause ?? describeTrainerEnd(end) })
    }
    if (!this.#discarded) {
      await this.#parts.recorder.flush()
      if (!isEnded(this.recorded.view.status)) this.#parts.logger.warn(`The end of run ${this.recorded.id} could not be recorded yet`)
    }
    await this.#log.close()
  }
}
