// Runs, from start to deletion: freezes the experiment, hosts its trainer, records what it tells, and answers what the
// history knows. The one place that changes a run.
import { basename, join } from 'node:path'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunQueue as QueueState, Series } from '@shared/contract/contract'
import { emptyRunView, isEnded, reduceRunEvents } from '@shared/run/reduce-run'
import { runIdSchema, type RunEvent, type RunId } from '@shared/run/run-events'
import type { CheckpointState, RunRecord, RunStorage, RunSummary } from '@shared/run/run-record'
import { StudioError } from '@shared/studio-error'
import type { DatasetLocations } from '../datasets/loaded-dataset'
import type { Locations } from '../locations'
import type { Logger } from '../logger'
import type { RecordingDatabase } from '../store/database'
import { deleteRunSlice, findHalfDeletedRuns, markRunDeleted } from '../store/queries/delete-runs'
import { lastSequence, readEventsAfter, readToldEvents } from '../store/queries/read-events'
import { findRunRecord, findRunSummary, isRunNameTaken, listRuns } from '../store/queries/read-runs'
import { listSeries, readPoints, readSeries, toSeries } from '../store/queries/read-series'
import type { WaitingRequest, WaitingRun } from '../store/queries/waiting'
import { beginRun, changeRun, failUnbegunRun, insertRun, interruptLeftRuns, setRunBytes, setRunExperiment, setRunFiles, stopUnbegunRun, type RunChanges } from '../store/queries/write-runs'
import { randomId } from '../store/random-id'
import type { RunFolders } from '../store/run-folders'
import { describeFailure } from '../trainer/describe-failure'
import type { TrainerBegin } from '../trainer/protocol'
import { checkpointFile } from '../trainer/run-files'
import { checkFork } from './check-fork'
import { checkStartingWeights } from './check-starting-weights'
import { classifierExperiment } from './encoder-weights'
import { deleteStrays, describeCheckpoints, keepOnly, type KeepingRule, type KeptRun } from './checkpoint-keeper'
import { copyCheckpoint } from './copy-checkpoint'
import { describeClosing, describeInterruption } from './describe-interruption'
import { chooseCheckpoint, extendExperiment, findOrigin, refuseFinished, viewSoFar } from './go-on'
import { LiveRun, type SilenceLimits } from './live-run'
import type { ListFeed } from './list-feed'
import { RunBus } from './run-bus'
import type { RunFeed } from './run-feed'
import { readLogTail } from './run-log'
import { nameRun } from './run-names'
import { RunQueue } from './run-queue'
import { newRecordedRun, RunRecorder, type RecordedRun } from './run-recorder'

const STOP_GRACE_MS = 30_000
/** Closing the studio does not wait longer than this for checkpoints. */
const CLOSE_GRACE_MS = 15_000

export interface RunServiceParts {
  readonly database: RecordingDatabase
  readonly folders: RunFolders
  readonly locations: Locations
  readonly datasets: DatasetLocations
  readonly logger: Logger
  /** Refuses an experiment that cannot be trained; knows what its runs are judged by. */
  readonly checkExperiment: (experiment: Experiment) => { readonly primaryMetric: string }
  /** Folder of starting weights. */
  readonly weights?: string
  readonly stopGraceMs?: number
  readonly closeGraceMs?: number
  readonly silence?: SilenceLimits | undefined
  /** Whether runs that wait from before begin here. A command that only looks does not begin them. */
  readonly serveQueue?: boolean
}

export interface StartRequest {
  readonly experiment: Experiment
  readonly templateId: string | null
  readonly engine?: TrainerBegin['engine'] | undefined
  readonly tags?: readonly string[] | undefined
}

export interface ForkRequest {
  readonly step: number | null
  readonly experiment: Experiment | null
  readonly engine?: TrainerBegin['engine'] | undefined
}

function notFound(id: RunId): StudioError {
  return new StudioError({ code: 'run-not-found', message: `There is no run ${id}.`, path: id, fix: 'It may have been deleted; History lists the runs there are.' })
}

function stillGoing({ id, name, status }: RunRecord, fix: string): StudioError {
  return new StudioError({ code: 'run-going-on', message: `${name} is ${status} now.`, path: id, expected: 'a run that has ended', got: status, fix })
}

export class RunService {
  readonly bus: RunBus
  readonly #parts: RunServiceParts
  readonly #recorder: RunRecorder
  readonly #live = new Map<RunId, LiveRun>()
  /** Work after an answer was given: deletions, sizes. Closing waits for it. */
  readonly #background = new Set<Promise<void>>()
  /** Until a trainer's end is recorded and its place free. */
  readonly #settling = new Map<RunId, Promise<void>>()
  /** Runs whose files are being cleaned up: one that went on meanwhile would lose checkpoints it has just written. */
  readonly #cleaning = new Map<RunId, Promise<void>>()
  /** Runs that this process was asked for: they begin here even where others that wait do not. */
  readonly #asked = new Set<RunId>()
  readonly #queue: RunQueue
  #closing = false
  #pausedForDisk = new Set<RunId>()

  constructor(parts: RunServiceParts) {
    this.#parts = parts
    this.bus = new RunBus((run) => findRunSummary(parts.database, run))
    this.#recorder = new RunRecorder({ ...parts, bus: this.bus, onStall: (stalled) => this.#diskStalled(stalled), onCheckpoint: (run) => this.#later(this.#keepByRule(run)) })
    this.#queue = new RunQueue(parts.database)
    interruptLeftRuns(parts.database, (run) => describeInterruption(run))
    for (const { number, id } of findHalfDeletedRuns(parts.database)) this.#later(this.#deleteData(number, id))
    this.#startWaiting()
  }

  /** True while a trainer lives. */
  get training(): boolean {
    return this.#live.size > 0
  }

  list(): RunSummary[] {
    return listRuns(this.#parts.database)
  }

  get(id: RunId): RunRecord {
    const record = findRunRecord(this.#parts.database, id)
    if (record === undefined) throw notFound(id)
    return record
  }

  start(request: StartRequest): RunRecord {
    this.#refuseWhileClosing()
    const { database, folders } = this.#parts
    const { experiment, templateId, tags } = request
    const { primaryMetric } = this.#parts.checkExperiment(experiment)
    checkStartingWeights(experiment, this.#parts.weights)
    const id = runIdSchema.parse(randomId(12))
    folders.create(id)
    const number = insertRun(database, { id, experiment, primaryMetric, templateId, createdAt: Date.now(), nameOf: nameRun })
    if (tags !== undefined) changeRun(database, number, { tags })
    this.#enter(id, number, { engine: request.engine ?? 'auto' })
    return this.get(id)
  }

  /** A new run from another's checkpoint. Copied into its own folder, so that what becomes of the other is no matter. */
  async fork(parentId: RunId, request: ForkRequest): Promise<RunRecord> {
    this.#refuseWhileClosing()
    const { database, folders } = this.#parts
    const parent = this.get(parentId)
    const experiment = request.experiment ?? parent.experiment
    const { primaryMetric } = this.#parts.checkExperiment(experiment)
    const { file, step, elapsedMs, sha256 } = chooseCheckpoint(parent, viewSoFar(database, folders, parent).checkpoints, request.step)
    const source = join(folders.path(parentId), file)
    await checkFork(experiment, source)
    const id = runIdSchema.parse(randomId(12))
    const { templateId } = parent
    let number: number
    try {
      await copyCheckpoint(source, join(folders.create(id), checkpointFile(step)))
      // Closing ends the runs there are; one that begins after that nobody would end.
      this.#refuseWhileClosing()
      number = insertRun(database, { id, experiment, primaryMetric, templateId, createdAt: Date.now(), nameOf: nameRun, parent: { id: parentId, step, kind: 'forked', sha256, elapsedMs } })
    } catch (error) {
      await folders.delete(id)
      throw error
    }
    this.#enter(id, number, { engine: request.engine ?? parent.engine?.id ?? 'auto' })
    return this.get(id)
  }

  /** A new experiment with the run's encoder as it was at a checkpoint, the newest where step is null. @throws StudioError as `classifierExperiment`. */
  classifierOn(id: RunId, step: number | null): Promise<Experiment> {
    const { database, folders, weights } = this.#parts
    const record = this.get(id)
    if (weights === undefined) throw new Error('There is no folder for starting weights')
    return classifierExperiment(folders, weights, { record, checkpoints: viewSoFar(database, folders, record).checkpoints, step })
  }

  pause(id: RunId): void {
    this.#pausedForDisk.delete(id)
    this.#find(id).send({ kind: 'pause' })
  }

  /** Lets a paused run go on; begins an ended one again from its newest good checkpoint. @param epochs how many more than it was to train. */
  async resume(id: RunId, epochs?: number): Promise<RunSummary> {
    this.#refuseWhileClosing()
    const live = this.#live.get(id)
    // Its trainer has said its last word but is not quite gone.
    if (live !== undefined && isEnded(live.recorded.view.status)) await this.#settling.get(id)
    while (this.#cleaning.has(id)) await this.#cleaning.get(id)
    this.#refuseWhileClosing()
    const record = this.get(id)
    if (record.status === 'queued' || this.#live.has(id)) {
      if (epochs !== undefined) throw stillGoing(record, 'Stop it first, then ask for more epochs.')
      this.#live.get(id)?.send({ kind: 'resume' })
      return this.#summary(id)
    }
    refuseFinished(record, epochs)
    if (epochs !== undefined) {
      const experiment = extendExperiment(record, epochs)
      this.#parts.checkExperiment(experiment)
      setRunExperiment(this.#parts.database, record.number, experiment)
    }
    this.#enter(id, record.number, { engine: record.engine?.id ?? 'auto' })
    return this.#summary(id)
  }

  stop(id: RunId): void {
    if (this.#summary(id).status === 'queued') this.cancelQueued(id)
    else this.#find(id).stop()
  }

  queue(): QueueState {
    return { limit: this.#queue.limit, waiting: this.#queue.list().flatMap(({ id }) => findRunSummary(this.#parts.database, id) ?? []) }
  }

  reorderQueue(ids: readonly RunId[]): QueueState {
    this.#queue.reorder(ids)
    return this.#queueChanged()
  }

  /** @throws StudioError `run-not-queued` */
  cancelQueued(id: RunId): QueueState {
    const { name, number, status } = this.#summary(id)
    if (!this.#queue.remove(number)) {
      throw new StudioError({ code: 'run-not-queued', message: `${name} does not wait for a place; it is ${status}.`, path: id, expected: 'a run that is queued', got: status })
    }
    this.#asked.delete(id)
    stopUnbegunRun(this.#parts.database, number, Date.now())
    this.bus.changed(id)
    this.bus.settle(id)
    return this.#queueChanged()
  }

  setQueueLimit(limit: number): QueueState {
    this.#queue.setLimit(limit)
    this.#startWaiting()
    return this.#queueChanged()
  }

  async files(id: RunId): Promise<{ checkpoints: CheckpointState[]; storage: RunStorage }> {
    const { database, folders } = this.#parts
    return { checkpoints: describeCheckpoints(database, folders, this.#kept(this.get(id))), storage: await folders.usage(id) }
  }

  /** Deletes checkpoints the rule lets go, and what lies among them unrecorded. @throws StudioError `run-going-on` */
  async clean(id: RunId, rule: KeepingRule): Promise<{ deleted: number; freedBytes: number }> {
    while (this.#cleaning.has(id)) await this.#cleaning.get(id)
    const record = this.get(id)
    if (this.#live.has(id) || record.status === 'queued') throw stillGoing(record, 'Stop it first, or let it end.')
    const work = this.#cleanUp(record, rule)
    const cleaning = work.then(
      () => {},
      () => {},
    )
    this.#cleaning.set(id, cleaning)
    try {
      return await work
    } finally {
      this.#cleaning.delete(id)
    }
  }

  async #cleanUp(record: RunRecord, rule: KeepingRule): Promise<{ deleted: number; freedBytes: number }> {
    const { database, folders } = this.#parts
    const { id } = record
    const run = this.#kept(record)
    const before = await folders.size(id)
    const origin = record.parent === null ? [] : [basename(checkpointFile(record.parent.step))]
    const deleted = (await keepOnly(database, folders, run, rule)) + (await deleteStrays(folders, run, origin))
    const after = await folders.size(id)
    setRunFiles(database, run.number, after, viewSoFar(database, folders, record).checkpoints.at(-1)?.step ?? null)
    this.bus.changed(id)
    return { deleted, freedBytes: Math.max(0, before - after) }
  }

  async delete(id: RunId): Promise<void> {
    const summary = this.#summary(id)
    this.#queue.remove(summary.number)
    await this.#live.get(id)?.discard()
    this.#live.delete(id)
    markRunDeleted(this.#parts.database, summary.number, Date.now())
    this.bus.deleted(id)
    this.#later(this.#deleteData(summary.number, id))
    this.#startWaiting()
  }

  update(id: RunId, changes: RunChanges): RunSummary {
    const { database } = this.#parts
    const summary = this.#summary(id)
    const name = changes.name?.trim()
    if (name === '') throw new StudioError({ code: 'run-name-empty', message: 'A run needs a name.', path: 'name', fix: 'Give it at least one letter or digit.' })
    if (name !== undefined && isRunNameTaken(database, name, id)) {
      throw new StudioError({ code: 'run-name-taken', message: `Another run is named ${name} already.`, path: 'name', got: name, fix: 'Choose another name.' })
    }
    changeRun(database, summary.number, { ...changes, name })
    this.bus.changed(id)
    return this.#summary(id)
  }

  events(id: RunId): RunEvent[] {
    return readToldEvents(this.#parts.database, id, this.#summary(id).number)
  }

  async series(id: RunId, names: readonly string[] | undefined, maxPoints: number): Promise<Series[]> {
    const { database } = this.#parts
    const wanted = names === undefined ? undefined : new Set(names)
    const series = listSeries(database, this.#summary(id).number).filter((entry) => wanted === undefined || wanted.has(entry.name))
    const read: Series[] = []
    for (const entry of series) read.push(await readSeries(database, entry, maxPoints))
    return read
  }

  /** Recorded points as they are, page by page; empty past the end. */
  points(id: RunId, name: string, afterStep: number, limit: number): Series {
    const { database } = this.#parts
    const found = listSeries(database, this.#summary(id).number).find((entry) => entry.name === name)
    const points = found === undefined ? [] : readPoints(database, found.id, afterStep, limit)
    return toSeries(name, points, points.length)
  }

  /** Events after a sequence number (without one: from now on), until the run has ended. */
  watch(id: RunId, after: number | undefined): RunFeed {
    const { database } = this.#parts
    const { number } = this.#summary(id)
    const source = {
      read: (sequence: number, limit: number) => readEventsAfter(database, id, number, sequence, limit),
      isOver: () => !this.#live.has(id) && isEnded(findRunSummary(database, id)?.status ?? 'interrupted'),
    }
    return this.bus.watchRun(id, source, after ?? lastSequence(database, number))
  }

  watchList(): ListFeed {
    return this.bus.watchList()
  }

  async log(id: RunId, lines: number): Promise<string[]> {
    this.#summary(id)
    return readLogTail(join(this.#parts.folders.path(id), 'log.txt'), lines)
  }

  /** Ends every trainer cleanly, with a checkpoint, and records what they still tell. */
  async close(): Promise<void> {
    this.#closing = true
    const grace = this.#parts.closeGraceMs ?? CLOSE_GRACE_MS
    for (const live of this.#live.values()) {
      live.note('info', 'The studio is closing and stops this run.')
      live.stop(grace, describeClosing())
    }
    while (this.#background.size > 0) await Promise.allSettled([...this.#background])
    await this.#recorder.close()
    this.bus.close()
  }

  #summary(id: RunId): RunSummary {
    const summary = findRunSummary(this.#parts.database, id)
    if (summary === undefined) throw notFound(id)
    return summary
  }

  #refuseWhileClosing(): void {
    if (this.#closing) throw new StudioError({ code: 'studio-closing', message: 'The studio is closing and starts no more runs.' })
  }

  /** Begins a run where there is a place for it and nobody waits before it; else it waits. */
  #enter(id: RunId, number: number, request: WaitingRequest): void {
    this.#asked.add(id)
    if (this.#live.size < this.#queue.limit && this.#nextWaiting() === undefined) this.#begin(id, number, request)
    else this.#queue.add(number, request)
    this.bus.changed(id)
  }

  /** The first of those that wait and may begin in this process. */
  #nextWaiting(): WaitingRun | undefined {
    return this.#queue.list().find(({ id }) => this.#parts.serveQueue === true || this.#asked.has(id))
  }

  #startWaiting(): void {
    let begun = false
    while (!this.#closing && this.#live.size < this.#queue.limit) {
      const next = this.#nextWaiting()
      if (next === undefined) break
      try {
        this.#begin(next.id, next.number, next.request)
      } catch (error) {
        // The history cannot be written: it waits on, and nothing else suffers from it.
        this.#parts.logger.error(`The waiting run ${next.id} cannot begin now`, error)
        break
      }
      begun = true
    }
    if (begun) this.#queueChanged()
  }

  /** Places have changed. */
  #queueChanged(): QueueState {
    const state = this.queue()
    for (const { id } of state.waiting) this.bus.changed(id)
    return state
  }

  /** A run whose trainer cannot be hosted has failed, and says why. @throws what the database says where it refuses. */
  #begin(id: RunId, number: number, request: WaitingRequest): void {
    const { database, logger } = this.#parts
    beginRun(database, number)
    try {
      this.#host(id, number, request)
    } catch (error) {
      logger.error(`The run ${id} could not begin`, error)
      failUnbegunRun(database, number, Date.now(), describeFailure(error, { code: 'run-not-begun', message: 'The run could not begin' }))
      this.bus.changed(id)
      this.bus.settle(id)
    }
  }

  #host(id: RunId, number: number, request: WaitingRequest): void {
    const { database, folders, locations, datasets, weights, logger } = this.#parts
    const directory = folders.create(id)
    const record = this.get(id)
    const view = viewSoFar(database, folders, record)
    const live = new LiveRun({
      program: { node: locations.node, entry: locations.trainer },
      begin: {
        kind: 'begin',
        run: id,
        directory,
        experiment: record.experiment,
        engine: request.engine,
        locations: { ...datasets, engine: locations.engine, ...(weights === undefined ? {} : { weights }) },
        resume: findOrigin(database, folders, record, view.checkpoints),
      },
      recorded: newRecordedRun(id, number, { view, bytes: record.bytes }),
      recorder: this.#recorder,
      logger,
      stopGraceMs: this.#parts.stopGraceMs ?? STOP_GRACE_MS,
      silence: this.#parts.silence,
    })
    this.#live.set(id, live)
    const settled = live.ended.then(() => this.#settle(id, number)).finally(() => this.#settling.delete(id))
    this.#settling.set(id, settled)
    this.#later(settled)
    this.bus.changed(id)
  }

  #kept(record: RunRecord): KeptRun {
    const { id, number, experiment, primaryMetric } = record
    return { id, number, experiment, primaryMetric, checkpoints: reduceRunEvents(emptyRunView, this.events(id)).checkpoints }
  }

  /** What the experiment says about old checkpoints, once a new one stands in the record. */
  async #keepByRule(run: RecordedRun): Promise<void> {
    const { database, folders } = this.#parts
    const record = findRunRecord(database, run.id)
    if (record === undefined) return
    const { keepLast, keepBest } = record.experiment.recording
    if (keepLast === null || keepLast === undefined) return
    const { experiment, primaryMetric } = record
    await keepOnly(database, folders, { ...run, experiment, primaryMetric, checkpoints: run.view.checkpoints }, { keepLast, keepBest: keepBest ?? true })
  }

  #find(id: RunId): LiveRun {
    const live = this.#live.get(id)
    if (live !== undefined) return live
    const { name, status } = this.#summary(id)
    throw new StudioError({ code: 'run-not-active', message: `${name} is not training now; it is ${status}.`, path: id, expected: 'a run that is training or paused', got: status })
  }

  /** After a trainer's end: the folder's true size, the last word to the list, the end of every watcher. */
  async #settle(id: RunId, number: number): Promise<void> {
    const live = this.#live.get(id)
    // A deleted run leaves nothing to settle.
    if (live === undefined || findRunSummary(this.#parts.database, id) === undefined) return
    const bytes = await this.#parts.folders.size(id)
    live.recorded.bytes = bytes
    setRunBytes(this.#parts.database, number, bytes)
    this.#live.delete(id)
    this.#pausedForDisk.delete(id)
    this.bus.changed(id)
    this.bus.settle(id)
    this.#startWaiting()
  }

  async #deleteData(number: number, id: RunId): Promise<void> {
    await this.#parts.folders.delete(id)
    while (deleteRunSlice(this.#parts.database, number)) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Training on while nothing can be recorded would lose it: runs pause, and go on by themselves once the disk takes more. */
  #diskStalled(stalled: boolean): void {
    if (stalled) {
      for (const [id, live] of this.#live) {
        if (live.recorded.view.status === 'paused') continue
        this.#pausedForDisk.add(id)
        live.send({ kind: 'pause' })
        live.note('error', 'Recording failed: the disk is full or cannot be written. The run pauses and goes on by itself once it can be recorded.')
      }
      return
    }
    for (const id of this.#pausedForDisk) this.#live.get(id)?.send({ kind: 'resume' })
    this.#pausedForDisk.clear()
  }

  #later(work: Promise<void>): void {
    const task = work
      .catch((error: unknown) => this.#parts.logger.error('Work after a run failed', error))
      .finally(() => {
        this.#background.delete(task)
      })
    this.#background.add(task)
  }
}
