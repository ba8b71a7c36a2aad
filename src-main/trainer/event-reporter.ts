// Gathers metrics and sends them up a few times a second, so that a fast run does not drown its listeners; every step's values
// arrive. All other events but log lines go at once, after the metrics that came before them.
import type { MetricSplit } from '@shared/recipes/recipe-definition'
import type { MetricPoint, TrainerEvent } from '@shared/run/run-events'

const FLUSH_MS = 250

export interface Moment {
  readonly step: number
  readonly epoch: number
  readonly elapsedMs: number
}

export class EventReporter {
  private readonly emit: (event: TrainerEvent) => void
  private readonly now: () => number
  private points: MetricPoint[] = []
  private progressAt: number
  private place: Moment = { step: 0, epoch: 0, elapsedMs: 0 }
  private speed = 0

  constructor(emit: (event: TrainerEvent) => void, now: () => number = () => performance.now()) {
    this.emit = emit
    this.now = now
    this.progressAt = now()
  }

  /** Values that are not finite become null: not-a-number is recorded, never left out. */
  metrics(prefix: MetricSplit, values: Readonly<Record<string, number>>, at: Moment): void {
    for (const [name, value] of Object.entries(values)) this.points.push({ name: `${prefix}/${name}`, ...at, value: Number.isFinite(value) ? value : null })
  }

  /** Counted from the last progress, not the last flush: a quick run whose tests and snapshots flush all the time still tells its place. */
  get due(): boolean {
    return this.now() - this.progressAt >= FLUSH_MS
  }

  flush(): void {
    if (this.points.length === 0) return
    const points = this.points
    this.points = []
    this.emit({ kind: 'metrics', points })
  }

  progress(at: Moment, samplesPerSecond: number): void {
    this.progressAt = this.now()
    this.place = at
    this.speed = samplesPerSecond
    this.flush()
    this.emit({ kind: 'progress', ...at, samplesPerSecond })
  }

  /** Time since the last progress. */
  get quietMs(): number {
    return this.now() - this.progressAt
  }

  /** The last progress once more: a sign of life from something that takes long. */
  alive(): void {
    this.progress(this.place, this.speed)
  }

  send(event: TrainerEvent): void {
    this.flush()
    this.emit(event)
  }

  log(level: 'info' | 'warning' | 'error', message: string): void {
    this.emit({ kind: 'log', level, message })
  }
}
