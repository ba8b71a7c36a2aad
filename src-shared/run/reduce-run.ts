// What a run looks like after a number of its events. The same reducer serves a run as it is trained and a run that is
// reopened, so both show the same. Pure: a view and an event give the next view.
import { assertNever } from '../assert-never'
import type { StudioErrorDetail } from '../studio-error'
import { observeRate, timeLeftMs, unknownRate, type StepRate } from './progress'
import { artefactKinds, type Artefact, type EngineInfo, type MetricPoint, type RunEvent } from './run-events'
import type { RunRecord, RunStatus } from './run-record'
import type { PlannedStage } from './stage-plan'

/** Log lines kept in a view; the whole log is a file of the run. */
export const LOG_LINES_KEPT = 500

export interface RunSnapshot {
  readonly step: number
  readonly epoch: number
  readonly elapsedMs: number
  readonly artefact: Artefact
}

export interface RunCheckpoint {
  readonly step: number
  readonly epoch: number
  readonly elapsedMs: number
  readonly recordedAt: number
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

export interface RunLogLine {
  readonly sequence: number
  readonly recordedAt: number
  readonly level: 'info' | 'warning' | 'error'
  readonly message: string
}

export interface RunView {
  readonly status: RunStatus
  /** Sequence number of the last event taken in; 0 before the first. */
  readonly sequence: number
  readonly engine: EngineInfo | null
  readonly parameterCount: number | null
  readonly stepsPerEpoch: number | null
  readonly totalSteps: number | null
  /** What it goes through one after the other; empty where it has no stages. Which one it is in follows from the step: `stageAt`. */
  readonly stages: readonly PlannedStage[]
  readonly step: number
  readonly epoch: number
  readonly elapsedMs: number
  readonly samplesPerSecond: number | null
  readonly rate: StepRate
  /** Training time left; null where unknown and while nothing trains. */
  readonly etaMs: number | null
  /** Last point of every metric, by full name. */
  readonly metrics: Readonly<Record<string, MetricPoint>>
  /** Oldest first, by kind. */
  readonly snapshots: Readonly<Record<Artefact['kind'], readonly RunSnapshot[]>>
  readonly checkpoints: readonly RunCheckpoint[]
  readonly log: readonly RunLogLine[]
  readonly error: StudioErrorDetail | null
}

export const emptyRunView: RunView = {
  status: 'starting',
  sequence: 0,
  engine: null,
  parameterCount: null,
  stepsPerEpoch: null,
  totalSteps: null,
  stages: [],
  step: 0,
  epoch: 0,
  elapsedMs: 0,
  samplesPerSecond: null,
  rate: unknownRate,
  etaMs: null,
  metrics: {},
  snapshots: { samples: [], reconstructions: [], manifold: [], latents: [], field: [], pages: [], activities: [], filters: [], predictions: [], compression: [], 'prior-samples': [], 'fitted-samples': [] },
  checkpoints: [],
  log: [],
  error: null,
}

interface At {
  readonly step: number
  readonly epoch: number
  readonly elapsedMs: number
}

/** The later of two places: events of one batch may arrive in any order within it. */
function moveTo(view: RunView, at: At): RunView {
  return {
    ...view,
    step: Math.max(view.step, at.step),
    epoch: Math.max(view.epoch, at.epoch),
    elapsedMs: Math.max(view.elapsedMs, at.elapsedMs),
    rate: observeRate(view.rate, at.step, at.elapsedMs),
  }
}

function latestMetrics(known: RunView['metrics'], points: readonly MetricPoint[]): RunView['metrics'] {
  const next: Record<string, MetricPoint> = { ...known }
  for (const point of points) {
    const before = next[point.name]
    if (before === undefined || point.step >= before.step) next[point.name] = point
  }
  return next
}

function withSnapshots(view: RunView, at: At, artefacts: readonly Artefact[]): RunView {
  const snapshots = { ...view.snapshots }
  for (const artefact of artefacts) {
    const entry = { step: at.step, epoch: at.epoch, elapsedMs: at.elapsedMs, artefact }
    snapshots[artefact.kind] = [...snapshots[artefact.kind], entry]
  }
  return { ...view, snapshots }
}

/** Back to the checkpoint a run goes on from, or to nothing: what it told after that step is superseded. */
function beginAt(view: RunView, checkpoint: At | undefined): RunView {
  const from = checkpoint ?? { step: 0, epoch: 0, elapsedMs: 0 }
  const before = (entry: { readonly step: number }): boolean => checkpoint !== undefined && entry.step <= checkpoint.step
  const snapshots = { ...view.snapshots }
  for (const kind of artefactKinds) snapshots[kind] = snapshots[kind].filter(before)
  return {
    ...view,
    step: from.step,
    epoch: from.epoch,
    elapsedMs: from.elapsedMs,
    samplesPerSecond: null,
    rate: unknownRate,
    metrics: Object.fromEntries(Object.entries(view.metrics).filter(([, point]) => before(point))),
    snapshots,
    checkpoints: view.checkpoints.filter(before),
  }
}

function applyEvent(view: RunView, recorded: RunEvent): RunView {
  const { event, recordedAt, sequence } = recorded
  switch (event.kind) {
    case 'started': {
      const { engine, parameterCount, stepsPerEpoch, totalSteps, stages = [] } = event
      const begun = { ...beginAt(view, event.from), engine, parameterCount, stepsPerEpoch, totalSteps, stages }
      return { ...begun, status: 'running', error: null }
    }
    case 'progress':
      return { ...moveTo(view, event), samplesPerSecond: event.samplesPerSecond }
    case 'metrics':
      return { ...view, metrics: latestMetrics(view.metrics, event.points) }
    case 'snapshot':
      return withSnapshots(view, event, event.artefacts)
    case 'checkpoint': {
      const { step, epoch, elapsedMs, file, bytes, sha256 } = event
      return { ...view, checkpoints: [...view.checkpoints, { step, epoch, elapsedMs, recordedAt, file, bytes, sha256 }] }
    }
    case 'paused':
      return { ...moveTo(view, event), status: 'paused' }
    case 'resumed':
      return { ...moveTo(view, event), status: 'running' }
    case 'log':
      return { ...view, log: [...view.log, { sequence, recordedAt, level: event.level, message: event.message }].slice(-LOG_LINES_KEPT) }
    case 'finished':
      return { ...moveTo(view, event), status: event.reason === 'completed' ? 'finished' : 'stopped', error: event.cause ?? null }
    case 'failed':
      return { ...moveTo(view, event), status: 'failed', error: event.error }
    default:
      return assertNever(event)
  }
}

/** The view after one more event. Events already taken in (same or lower sequence) change nothing, so replays may overlap. */
export function reduceRun(view: RunView, recorded: RunEvent): RunView {
  if (recorded.sequence <= view.sequence) return view
  const next = applyEvent(view, recorded)
  const etaMs = next.status === 'running' ? timeLeftMs(next.rate, next.step, next.totalSteps) : null
  return { ...next, sequence: recorded.sequence, etaMs }
}

/** Many events at once; the same as one after the other. */
export function reduceRunEvents(view: RunView, events: Iterable<RunEvent>): RunView {
  let next = view
  for (const event of events) next = reduceRun(next, event)
  return next
}

/** True once nothing more will come. */
export function isEnded(status: RunStatus): boolean {
  return status === 'finished' || status === 'stopped' || status === 'failed' || status === 'interrupted'
}

/**
 * A reopened run: its recorded events without metrics and progress (`runs.events`) replayed, then what only the record
 * knows: the last metrics and place, and an `interrupted` end, which no event tells.
 */
export function openRunView(record: RunRecord, events: Iterable<RunEvent>): RunView {
  const view = reduceRunEvents(emptyRunView, events)
  const stepsPerEpoch = record.stepsPerEpoch ?? view.stepsPerEpoch
  const step = Math.max(view.step, record.step)
  const epoch = stepsPerEpoch === null ? view.epoch : step / stepsPerEpoch
  const elapsedMs = Math.max(view.elapsedMs, record.elapsedMs)
  const metrics: Record<string, MetricPoint> = {}
  for (const [name, value] of Object.entries(record.metrics)) metrics[name] = { name, step, epoch, elapsedMs, value }
  return {
    ...view,
    status: record.status,
    engine: view.engine ?? record.engine,
    totalSteps: view.totalSteps ?? record.totalSteps,
    stepsPerEpoch,
    step,
    epoch,
    elapsedMs,
    samplesPerSecond: view.samplesPerSecond ?? record.samplesPerSecond,
    metrics: { ...metrics, ...view.metrics },
    error: isEnded(record.status) ? record.error : null,
    etaMs: isEnded(record.status) ? null : view.etaMs,
  }
}
