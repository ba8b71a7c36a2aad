// One run from begin to end: sets up, steps, tests, pictures, keeps, and heeds commands between two steps.
import { StudioError } from '@shared/studio-error'
import { loadDataset } from '../datasets/load-dataset'
import { selectEngine } from '../engines/select-engine'
import { writeCheckpoint } from './checkpoint'
import type { CommandQueue } from './command-queue'
import { describeFailure } from './describe-failure'
import type { EventSink } from './event-channel'
import { EventReporter, type Moment } from './event-reporter'
import { fitCheckpoint } from './fit-checkpoint'
import { buildModel } from './model'
import { openTrainingSession, type ExecutionChoice, type ExecutionSettings } from './open-training-session'
import type { TrainerBegin } from './protocol'
import { readNewestCheckpoint, type ReadCheckpoint } from './read-checkpoint'
import { runExamples, type RunExamples } from './run-examples'
import { runLength, type RunLength } from './run-length'
import { recordingPlan, type RecordingPlan } from './recording-plan'
import { SnapshotTaker } from './snapshots/snapshot-taker'
import { TrainingClock } from './training-clock'
import { withStartingWeights } from './starting-weights'
import { breathe, type TrainingSession } from './training-session'

/** Commands and timers wait at most about this long for a turn. */
const BREATHE_MS = 8

/** Further events wait until the parent has taken some of these. */
const MOST_PENDING_EVENTS = 16

/** A sign of life at least this often, whatever takes long: the parent ends a trainer that gives none. */
const HEARTBEAT_MS = 5000

export type TrainingOutcome = 'completed' | 'stopped' | 'failed'

/** Never throws: what goes wrong becomes the `failed` event. */
export async function runTraining(begin: TrainerBegin, commands: CommandQueue, sink: EventSink): Promise<TrainingOutcome> {
  const reporter = new EventReporter((event) => sink.send(event))
  let run: TrainingRun | undefined
  const heart = setInterval(() => {
    if (reporter.quietMs >= HEARTBEAT_MS) reporter.alive()
  }, HEARTBEAT_MS / 2)
  heart.unref()
  try {
    run = await TrainingRun.create(begin, commands, reporter, sink)
    const reason = await run.train()
    reporter.send({ kind: 'finished', ...run.moment, reason })
    return reason
  } catch (error) {
    reporter.send({ kind: 'failed', ...(run?.moment ?? { step: 0, epoch: 0, elapsedMs: 0 }), error: describeFailure(error) })
    return 'failed'
  } finally {
    clearInterval(heart)
    run?.session.dispose()
  }
}

/** What experiments that say nothing of it get: a choice made by timing could let two runs of one seed differ (decision 0002). */
const DEFAULT_EXECUTION: ExecutionSettings = { mode: 'captured', xla: 'off' }

/** A run that goes on keeps the rounding it had; a fork does where its settings leave the choice open. */
function keptExecution(origin: Origin | null, settings: ExecutionSettings): ExecutionChoice | null {
  if (origin === null) return null
  const { kind, execution } = origin
  return kind === 'resumed' || (settings.xla === 'auto' && settings.mode === execution.mode) ? execution : null
}

/** Where a run goes on from. */
type Origin = Pick<ReadCheckpoint, 'path' | 'step' | 'epoch' | 'elapsedMs' | 'execution'> & { readonly kind: 'resumed' | 'forked' }

/** The values are in the session now; nobody needs to hold them twice. */
function withoutState({ kind, path, step, epoch, elapsedMs, execution }: Origin): Origin {
  return { kind, path, step, epoch, elapsedMs, execution }
}

function nothingToTrain(step: number, totalSteps: number): StudioError {
  return new StudioError({
    code: 'nothing-to-train',
    message: `The checkpoint is of step ${step}, and this experiment ends at step ${totalSteps}.`,
    path: 'training.epochs',
    expected: `more than ${step} steps in all`,
    got: String(totalSteps),
    fix: 'Ask for more epochs, or fork from an earlier checkpoint',
  })
}

class TrainingRun {
  readonly session: TrainingSession
  private readonly commands: CommandQueue
  private readonly reporter: EventReporter
  private readonly sink: EventSink
  private readonly directory: string
  private readonly stream: RunExamples
  private readonly length: RunLength
  private readonly plan: RecordingPlan
  private readonly snapshots: SnapshotTaker
  private readonly origin: Origin | null
  private readonly minutesBetween: number | null
  private readonly clock: TrainingClock
  private step: number
  private stopping = false
  private lastCheckpoint: { readonly step: number; readonly file: string; readonly elapsedMs: number } | null = null
  private lastSnapshot = -1
  private lastBreath = performance.now()

  private constructor(session: TrainingSession, begin: TrainerBegin, commands: CommandQueue, reporter: EventReporter, sink: EventSink, origin: Origin | null) {
    this.session = session
    this.commands = commands
    this.reporter = reporter
    this.sink = sink
    this.directory = begin.directory
    this.stream = runExamples(session.model, session.dataset)
    this.length = runLength(session.model, session.dataset.train.count)
    const stateBytes = Object.values(session.readState()).reduce((sum, array) => sum + array.data.byteLength, 0)
    this.plan = recordingPlan(begin.experiment, this.length, stateBytes)
    this.snapshots = new SnapshotTaker(session, begin.directory)
    this.minutesBetween = begin.experiment.recording.checkpointEveryMinutes ?? null
    this.origin = origin
    this.step = origin?.step ?? 0
    this.clock = new TrainingClock(undefined, origin?.elapsedMs ?? 0)
    if (origin?.kind !== 'resumed') return
    // What belongs to this step was tested, pictured and kept before.
    this.lastSnapshot = origin.step
    this.lastCheckpoint = { step: origin.step, file: origin.path, elapsedMs: origin.elapsedMs }
  }

  static async create(begin: TrainerBegin, commands: CommandQueue, reporter: EventReporter, sink: EventSink): Promise<TrainingRun> {
    const model = buildModel(begin.experiment)
    const before = performance.now()
    const dataset = await loadDataset(begin.experiment.dataset, begin.locations)
    reporter.log('info', `Dataset ${begin.experiment.dataset.id}: ${dataset.train.count} + ${dataset.validation === undefined ? '' : `${dataset.validation.count} + `}${dataset.test.count} examples in ${Math.round(performance.now() - before)} ms`)
    const { engine, problem } = await selectEngine(begin.engine, begin.locations.engine)
    if (problem !== null) reporter.log('warning', `${problem.message}${problem.got === undefined ? '' : ` (${problem.got})`}. Training in JavaScript, about a hundred times slower. ${problem.fix ?? ''}`.trim())
    const checkpoint = begin.resume ? await readNewestCheckpoint(begin.resume.checkpoints, (message) => reporter.log('warning', message)) : null
    const origin = checkpoint === null || !begin.resume ? null : { ...checkpoint, kind: begin.resume.kind }
    const { totalSteps } = runLength(model, dataset.train.count)
    if (origin?.kind === 'forked' && origin.step >= totalSteps) throw nothingToTrain(origin.step, totalSteps)
    const settings = begin.experiment.training.execution ?? DEFAULT_EXECUTION
    const session = openTrainingSession(engine, model, dataset, {
      settings,
      kept: keptExecution(origin, settings),
      stream: runExamples(model, dataset),
      step: origin?.step ?? 0,
      totalSteps,
      log: (level, message) => reporter.log(level, message),
    })
    if (origin === null && begin.locations.weights !== undefined) {
      const state = withStartingWeights(model, session.readState(), begin.experiment, begin.locations.weights, (message) => reporter.log('info', message))
      if (state !== null) session.writeState(state)
    }
    if (checkpoint !== null && origin !== null) {
      session.writeState(fitCheckpoint(model, session.readState(), checkpoint, origin.kind, (message) => reporter.log('info', message)))
      reporter.log('info', `Goes on from ${origin.path}, step ${origin.step}`)
    }
    const run = new TrainingRun(session, begin, commands, reporter, sink, origin === null ? null : withoutState(origin))
    if (origin?.kind === 'resumed') await run.snapshots.goOnFrom(origin.step)
    reporter.send({
      kind: 'started',
      engine: { ...engine.info, execution: session.execution, xla: session.xla },
      parameterCount: model.parameterCount,
      stepsPerEpoch: run.stream.stepsPerEpoch,
      totalSteps: run.length.totalSteps,
      ...(run.length.stages.length > 1 ? { stages: [...run.length.stages] } : {}),
      pid: process.pid,
      ...(origin === null ? {} : { from: run.moment }),
    })
    return run
  }

  get moment(): Moment {
    return { step: this.step, epoch: this.step / this.stream.stepsPerEpoch, elapsedMs: this.clock.elapsedMs }
  }

  async train(): Promise<'completed' | 'stopped'> {
    if (this.origin?.kind !== 'resumed') await this.snapshot()
    // Its own from here on: with its optimizer, and whatever becomes of the run it came from.
    if (this.origin?.kind === 'forked') await this.checkpoint()
    while (this.step < this.length.totalSteps) {
      await this.heedCommands()
      if (this.stopping) break
      this.tellStage()
      this.trainStep()
      if (this.reporter.due) this.reporter.progress(this.moment, this.clock.samplesPerSecond)
      if (performance.now() - this.lastBreath >= BREATHE_MS) {
        await breathe()
        await this.sink.drained(MOST_PENDING_EVENTS)
        this.lastBreath = performance.now()
      }
      if (this.plan.evaluateAt(this.step)) await this.evaluate()
      if (this.plan.snapshotAt(this.step)) await this.snapshot()
      if (this.plan.checkpointAt(this.step) || this.minutesAreUp) await this.checkpoint()
    }
    this.reporter.progress(this.moment, this.clock.samplesPerSecond)
    // Last of all, and again where a run that broke off meanwhile is resumed: the run itself is trained and kept by now.
    if (!this.stopping && this.session.importance?.when === 'end') await this.estimateLikelihood()
    if (!this.stopping) return 'completed'
    await this.snapshot()
    await this.checkpoint()
    return 'stopped'
  }

  /** A line for the log where a stage begins. */
  private tellStage(): void {
    const { stages } = this.length
    const index = stages.findIndex(({ beginStep }) => beginStep === this.step)
    const stage = stages[index]
    if (stages.length > 1 && stage !== undefined) this.reporter.log('info', `Stage ${index + 1} of ${stages.length}, ${stage.title}: steps ${stage.beginStep} to ${stage.endStep}`)
  }

  /** True once the last checkpoint is as old as the recording allows. */
  private get minutesAreUp(): boolean {
    const since = this.lastCheckpoint?.elapsedMs ?? this.origin?.elapsedMs ?? 0
    return this.minutesBetween !== null && this.clock.elapsedMs - since >= this.minutesBetween * 60_000
  }

  private trainStep(): void {
    const before = performance.now()
    const indices = this.stream.batch(this.step)
    const metrics = this.session.step(this.step, this.stream.stepsPerEpoch, indices)
    this.clock.countStep(performance.now() - before, indices.length)
    this.step += 1
    this.reporter.metrics('train', metrics, this.moment)
    const broken = Object.entries(metrics).find(([, value]) => !Number.isFinite(value))
    if (broken !== undefined) throw this.notANumber(...broken)
  }

  private get lastKept(): string {
    return this.lastCheckpoint === null ? 'No checkpoint was written before' : `The last good checkpoint is of step ${this.lastCheckpoint.step}`
  }

  private notANumber(name: string, value: number): StudioError {
    const rates = this.session.model.players.map((player) => player.learningRate).join(', ')
    return new StudioError({
      code: 'loss-not-a-number',
      message: `The ${name} became ${Number.isNaN(value) ? 'not a number' : 'infinite'} at step ${this.step}, with learning rate ${rates}. ${this.lastKept}.`,
      path: this.lastCheckpoint?.file ?? 'training.optimizers',
      expected: 'a finite number',
      got: String(value),
      fix: 'Fork the run from that checkpoint, or train again, with a lower learning rate (a tenth is a good try) or with gradient clipping; or look for values out of range in the data',
    })
  }

  private async evaluate(): Promise<void> {
    for (const split of this.session.evaluatedSplits) {
      this.reporter.metrics(split, await this.session.evaluate(this.step, this.stream.stepsPerEpoch, split), this.moment)
    }
    this.reporter.flush()
  }

  /** Heeds commands meanwhile: a person who has seen enough stops it. */
  private async estimateLikelihood(): Promise<void> {
    this.reporter.log('info', `Estimates ln p(x) of ${this.session.dataset.test.count.toLocaleString('en-GB')} test examples with ${this.session.importance?.samples ?? 0} codes of each`)
    const metrics = await this.session.estimateLikelihood(this.step, this.stream.stepsPerEpoch, async () => {
      await this.heedCommands()
      return !this.stopping
    })
    if (metrics === null) return
    this.reporter.metrics('test', metrics, this.moment)
    this.reporter.flush()
  }

  private async snapshot(): Promise<void> {
    if (this.lastSnapshot === this.step) return
    const artefacts = await this.withRoom(() => this.snapshots.take(this.step))
    this.lastSnapshot = this.step
    if (artefacts !== null && artefacts.length > 0) this.reporter.send({ kind: 'snapshot', ...this.moment, artefacts })
  }

  private async checkpoint(): Promise<void> {
    if (this.lastCheckpoint?.step === this.step) return
    const { session, directory, moment } = this
    const execution = { mode: session.execution, xla: session.xla }
    const written = await this.withRoom(() => writeCheckpoint(session.model, session.readState(), { directory, step: moment.step, epoch: moment.epoch, execution, lastKept: this.lastKept }))
    if (written === null) return
    this.lastCheckpoint = { step: this.step, file: written.file, elapsedMs: moment.elapsedMs }
    this.reporter.send({ kind: 'checkpoint', ...moment, ...written })
  }

  /** A full disk pauses the run: what could not be written is written once there is room. Null when the run is stopped instead. */
  private async withRoom<Result>(write: () => Promise<Result>): Promise<Result | null> {
    for (;;) {
      try {
        return await write()
      } catch (error) {
        if (!(error instanceof StudioError) || error.detail.code !== 'disk-full' || this.stopping) throw error
        this.reporter.log('error', `The disk is full: ${error.detail.path ?? ''} could not be written. The run is paused; make room and resume it.`)
        await this.pause()
        if (this.stopping) return null
      }
    }
  }

  private async heedCommands(): Promise<void> {
    for (let command = this.commands.take(); command !== undefined && !this.stopping; command = this.commands.take()) {
      if (command.kind === 'pause') await this.pause()
      else if (command.kind === 'stop') this.stopping = true
      else if (command.kind === 'checkpoint') await this.checkpoint()
    }
  }

  /** Until resumed or stopped. Checkpoints may be asked for meanwhile. */
  private async pause(): Promise<void> {
    this.clock.pause()
    this.reporter.send({ kind: 'paused', ...this.moment })
    for (;;) {
      const command = await this.commands.next()
      if (command.kind === 'checkpoint') await this.checkpoint()
      if (command.kind === 'stop') this.stopping = true
      if (command.kind === 'resume' || command.kind === 'stop') break
    }
    this.clock.resume()
    if (!this.stopping) this.reporter.send({ kind: 'resumed', ...this.moment })
  }
}
