// Records first, shows second: gathers what live runs tell, writes it several times a second in one transaction for all
// of them, and only then hands it to whoever watches. When the disk refuses, nothing is lost and nothing is shown:
// the runs are asked to pause, and recording is tried again until it succeeds.
import { emptyRunView, isEnded, reduceRun, type RunView } from '@shared/run/reduce-run'
import type { Artefact, RunEvent, RunId, TrainerEvent } from '@shared/run/run-events'
import type { Logger } from '../logger'
import type { RecordingDatabase } from '../store/database'
import { lastPoints } from '../store/queries/read-series'
import { recordEvents, type NewBlob, type SeriesIds } from '../store/queries/record-events'
import { supersedeAfter } from '../store/queries/supersede'
import { updateRunState, type RunState } from '../store/queries/write-runs'
import type { RunFolders } from '../store/run-folders'
import { newBlobId } from './blob-registry'
import { appendCoalesced } from './coalesce-events'
import type { RunBus } from './run-bus'

/** Time for which events gather before they are written. */
const GATHER_MS = 100
const RETRY_MS = 1000
/** Points written at a time, a few tens of milliseconds at most. */
const POINTS_A_WRITE = 6000

/** A run that is being recorded. */
export interface RecordedRun {
  readonly id: RunId
  readonly number: number
  /** Told, not yet on their way to the disk. */
  pending: TrainerEvent[]
  /** Being deleted: nothing more is recorded. */
  dropped: boolean
  view: RunView
  endedAt: number | null
  bytes: number
  seriesIds: SeriesIds
}

export interface RecorderParts {
  readonly database: RecordingDatabase
  readonly folders: RunFolders
  readonly bus: RunBus
  readonly logger: Logger
  /** The disk refuses (true) or takes again (false). */
  readonly onStall: (stalled: boolean) => void
  /** A checkpoint stands in the record. */
  readonly onCheckpoint?: (run: RecordedRun) => void
}

interface Batch {
  readonly run: RecordedRun
  /** As told, should the disk refuse. */
  readonly told: readonly TrainerEvent[]
  readonly seriesIds: SeriesIds
  /** Step after which everything told before is taken back; null where nothing is. */
  readonly supersede: number | null
  readonly events: readonly RunEvent[]
  readonly blobs: readonly NewBlob[]
  readonly view: RunView
  readonly endedAt: number | null
  readonly bytes: number
}

/** @param before what a run that goes on has told already. */
export function newRecordedRun(id: RunId, number: number, before: { readonly view: RunView; readonly bytes: number } = { view: emptyRunView, bytes: 0 }): RecordedRun {
  return { id, number, pending: [], dropped: false, ...before, endedAt: null, seriesIds: new Map() }
}

function stateOf(batch: Batch): RunState {
  const { view } = batch
  const metrics: Record<string, number | null> = {}
  for (const [name, point] of Object.entries(view.metrics)) metrics[name] = point.value
  return {
    status: view.status,
    endedAt: batch.endedAt,
    step: view.step,
    totalSteps: view.totalSteps,
    stepsPerEpoch: view.stepsPerEpoch,
    elapsedMs: view.elapsedMs,
    samplesPerSecond: view.samplesPerSecond,
    metrics,
    error: view.error,
    engine: view.engine,
    bytes: batch.bytes,
    lastSequence: view.sequence,
    checkpointStep: view.checkpoints.at(-1)?.step ?? null,
    stages: view.stages,
  }
}

export class RunRecorder {
  readonly #parts: RecorderParts
  readonly #due = new Set<RecordedRun>()
  #timer: NodeJS.Timeout | null = null
  /** The write under way; there is never more than one. */
  #writing: Promise<boolean> | null = null
  #stalled = false
  #closing = false

  constructor(parts: RecorderParts) {
    this.#parts = parts
  }

  /** Takes an event in; it is written within GATHER_MS. */
  take(run: RecordedRun, event: TrainerEvent): void {
    if (run.dropped) return
    appendCoalesced(run.pending, event, (item) => item, (_item, joined) => joined)
    this.#due.add(run)
    this.#schedule(GATHER_MS)
  }

  /** Forgets what a run has not yet recorded: it is being deleted. */
  drop(run: RecordedRun): void {
    run.dropped = true
    run.pending = []
    this.#due.delete(run)
  }

  /** Writes everything now. Resolves to false where the disk refuses. */
  async flush(): Promise<boolean> {
    while (this.#writing !== null || this.#due.size > 0) if (!(await this.#write())) return false
    return true
  }

  async close(): Promise<void> {
    this.#closing = true
    await this.flush()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #schedule(delayMs: number): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null
        void this.#write().then((written) => {
          // What is left waits its turn behind everything else the main thread has to do.
          if (this.#due.size > 0) this.#schedule(written ? 0 : RETRY_MS)
        })
      },
      this.#stalled ? RETRY_MS : delayMs,
    )
  }

  /** One write after the other: joins the one under way, else begins the next. */
  #write(): Promise<boolean> {
    this.#writing ??= this.#writeDue().finally(() => {
      this.#writing = null
    })
    return this.#writing
  }

  async #writeDue(): Promise<boolean> {
    const batches: Batch[] = []
    const { database } = this.#parts
    try {
      for (const run of [...this.#due]) batches.push(this.#prepare(run))
      database.commitSoon(() => {
        for (const batch of batches) {
          if (batch.supersede !== null) supersedeAfter(database, batch.run.number, batch.supersede)
          recordEvents(database, batch.run.number, batch.events, batch.blobs, batch.seriesIds)
          updateRunState(database, batch.run.number, stateOf(batch))
        }
      })
    } catch (error) {
      for (const { run, told } of batches) {
        if (run.dropped) continue
        run.pending = [...told, ...run.pending]
        this.#due.add(run)
      }
      this.#refused(error)
      return false
    }
    // Committed; what remains is the disk's word that it is there. It is asked again until it gives it.
    while (!(await this.#settled())) {
      if (this.#closing) return false
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
    this.#setStalled(false)
    for (const batch of batches) this.#shown(batch)
    return true
  }

  async #settled(): Promise<boolean> {
    try {
      await this.#parts.database.settle()
      return true
    } catch (error) {
      this.#refused(error)
      return false
    }
  }

  #refused(error: unknown): void {
    if (!this.#stalled) this.#parts.logger.error('Recording failed; runs pause until the disk takes more', error)
    this.#setStalled(true)
  }

  #shown({ run, view, endedAt, bytes, seriesIds, events }: Batch): void {
    run.view = view
    run.endedAt = endedAt
    run.bytes = bytes
    run.seriesIds = seriesIds
    this.#parts.bus.publish(run.id, events)
    this.#parts.bus.changed(run.id)
    if (events.some(({ event }) => event.kind === 'checkpoint')) this.#parts.onCheckpoint?.(run)
  }

  /** Takes what is due off the run's queue, numbered. */
  #prepare(run: RecordedRun): Batch {
    const recordedAt = Date.now()
    const events: RunEvent[] = []
    const blobs: NewBlob[] = []
    let points = 0
    let bytes = run.bytes
    let view = run.view
    let supersede: number | null = null
    for (const event of run.pending) {
      if (points > POINTS_A_WRITE) break
      if (event.kind === 'metrics') points += event.points.length
      if (event.kind === 'checkpoint') bytes += event.bytes
      const told = event.kind === 'snapshot' ? { ...event, artefacts: event.artefacts.flatMap((artefact) => this.#adopt(run, artefact, blobs)) } : event
      // Numbers follow on the last recorded one, whether or not it was taken back since.
      const recorded = { run: run.id, sequence: run.view.sequence + events.length + 1, recordedAt, event: told }
      events.push(recorded)
      view = reduceRun(view, recorded)
      if (told.kind !== 'started') continue
      supersede = told.from?.step ?? -1
      const kept = lastPoints(this.#parts.database, run.number, supersede)
      view = { ...view, metrics: Object.fromEntries(kept.map((point) => [point.name, point])) }
    }
    for (const blob of blobs) bytes += blob.bytes
    const told = run.pending.splice(0, events.length)
    if (run.pending.length === 0) this.#due.delete(run)
    const endedAt = run.endedAt ?? (isEnded(view.status) ? recordedAt : null)
    return { run, told, events, blobs, seriesIds: new Map(run.seriesIds), supersede, view, endedAt, bytes }
  }

  /** Gives an artefact its opaque id. One whose file is missing or outside the run's folder is left out, and said so. */
  #adopt(run: RecordedRun, artefact: Artefact, blobs: NewBlob[]): Artefact[] {
    if (this.#parts.folders.resolveFile(run.id, artefact.file) === undefined) {
      this.#parts.logger.warn(`Run ${run.id} told of a file that is not in its folder: ${artefact.file}`)
      return []
    }
    const id = newBlobId()
    blobs.push({ id, file: artefact.file, mediaType: artefact.mediaType, bytes: artefact.bytes })
    return [{ ...artefact, blob: id }]
  }

  #setStalled(stalled: boolean): void {
    if (this.#stalled === stalled) return
    this.#stalled = stalled
    this.#parts.onStall(stalled)
  }
}
