// A studio that holds runs in memory, for tests of what the page makes of them: the real contract's shapes, no host.
import type { Series } from '../../../src-shared/contract/contract'
import { runIdSchema, type MetricPoint, type RunEvent, type RunId, type TrainerEvent } from '../../../src-shared/run/run-events'
import type { RunRecord, RunSummary } from '../../../src-shared/run/run-record'
import { shippedTemplate } from '../../support/shipped-templates'
import { runSummary } from '../shell/run-summary'

export const STEPS_PER_EPOCH = 10
export const vaeExperiment = shippedTemplate('vae-mnist').experiment

export const at = (step: number) => ({ step, epoch: step / STEPS_PER_EPOCH, elapsedMs: step * 5 })
export const lossAt = (step: number): MetricPoint => ({ name: 'train/loss', ...at(step), value: 1000 / step })

/** An event stream that a test feeds, breaks and ends. */
class Stream<Item> implements AsyncIterable<Item> {
  readonly #items: Item[] = []
  #end: { error: Error | null } | null = null
  #wake: () => void = () => {}
  push(item: Item): void {
    this.#items.push(item)
    this.#wake()
  }
  end(error: Error | null = null): void {
    this.#end = { error }
    this.#wake()
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (;;) {
      const item = this.#items.shift()
      if (item !== undefined) yield item
      else if (this.#end?.error) throw this.#end.error
      else if (this.#end) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

export class FakeStudio {
  readonly records = new Map<RunId, RunRecord>()
  readonly recorded = new Map<RunId, RunEvent[]>()
  readonly watchers: Stream<RunEvent>[] = []
  readonly listWatchers: Stream<{ kind: 'changed'; run: RunSummary } | { kind: 'deleted'; id: RunId }>[] = []
  readonly asked: string[] = []
  #count = 0

  add(change: Partial<Omit<RunSummary, 'id'>> = {}): RunId {
    this.#count += 1
    const id = runIdSchema.parse(`run${String(this.#count).padStart(9, '0')}`)
    const summary = runSummary({ number: this.#count, name: `run-${this.#count}`, step: 0, metrics: {}, stepsPerEpoch: STEPS_PER_EPOCH, totalSteps: 100, ...change, id })
    this.records.set(id, { ...summary, experiment: vaeExperiment })
    this.recorded.set(id, [])
    return id
  }

  /** Records an event and shows it to whoever watches, as the studio does. */
  tell(id: RunId, event: TrainerEvent): void {
    const events = this.recorded.get(id) ?? []
    const next: RunEvent = { run: id, sequence: events.length + 1, recordedAt: 1_000_000 + events.length, event }
    events.push(next)
    if (event.kind === 'progress') this.#record(id, { step: event.step, elapsedMs: event.elapsedMs })
    if (event.kind === 'finished') this.change(id, { status: 'finished', ...at(event.step) })
    for (const watcher of this.watchers) watcher.push(next)
  }

  change(id: RunId, change: Partial<Omit<RunSummary, 'id'>>): void {
    const next = this.#record(id, change)
    if (next) for (const watcher of this.listWatchers) watcher.push({ kind: 'changed', run: next })
  }

  #record(id: RunId, change: Partial<Omit<RunSummary, 'id'>>): RunRecord | undefined {
    const record = this.records.get(id)
    if (!record) return undefined
    const next = { ...record, ...change }
    this.records.set(id, next)
    return next
  }

  breakStreams(): void {
    for (const stream of [...this.watchers.splice(0), ...this.listWatchers.splice(0)]) stream.end(new Error('the connection broke'))
  }

  endWatchers(): void {
    for (const stream of this.watchers.splice(0)) stream.end()
  }

  readonly runs = {
    list: async () => [...this.records.values()],
    get: async ({ id }: { id: RunId }) => {
      const record = this.records.get(id)
      if (!record) throw new Error('no such run')
      return record
    },
    events: async ({ id }: { id: RunId }) => (this.recorded.get(id) ?? []).filter(({ event }) => event.kind !== 'metrics' && event.kind !== 'progress'),
    series: async ({ id, maxPoints }: { id: RunId; maxPoints: number }): Promise<Series[]> => {
      this.asked.push(`series ${maxPoints}`)
      const points = (this.recorded.get(id) ?? []).flatMap(({ event }) => (event.kind === 'metrics' ? event.points : []))
      return [...new Set(points.map((point) => point.name))].map((name) => {
        const own = points.filter((point) => point.name === name)
        return { name, steps: own.map((one) => one.step), epochs: own.map((one) => one.epoch), elapsedMs: own.map((one) => one.elapsedMs), values: own.map((one) => one.value), recorded: own.length }
      })
    },
    watch: async ({ id, after = 0 }: { id: RunId; after?: number }) => {
      this.asked.push(`watch after ${after}`)
      const stream = new Stream<RunEvent>()
      for (const event of this.recorded.get(id) ?? []) if (event.sequence > after) stream.push(event)
      this.watchers.push(stream)
      return stream
    },
    watchList: async () => {
      const stream = new Stream<{ kind: 'changed'; run: RunSummary } | { kind: 'deleted'; id: RunId }>()
      this.listWatchers.push(stream)
      return stream
    },
    start: async ({ templateId }: { templateId: string | null }) => {
      const id = this.add({ status: 'starting', templateId })
      return this.runs.get({ id })
    },
    update: async ({ id, ...change }: { id: RunId; name?: string; tags?: string[]; notes?: string }) => {
      this.change(id, change)
      return this.runs.get({ id })
    },
    delete: async ({ id }: { id: RunId }) => {
      this.records.delete(id)
      for (const watcher of this.listWatchers) watcher.push({ kind: 'deleted', id })
    },
    pause: async () => {},
    resume: async ({ id }: { id: RunId; epochs?: number }) => {
      this.change(id, { status: 'starting' })
      return this.runs.get({ id })
    },
    stop: async () => {},
  }

  limit = 1
  readonly #waiting = (): RunSummary[] => [...this.records.values()].filter((run) => run.status === 'queued').sort((a, b) => (a.queuePlace ?? 0) - (b.queuePlace ?? 0))
  readonly queue = {
    list: async () => ({ limit: this.limit, waiting: this.#waiting() }),
    reorder: async ({ ids }: { ids: RunId[] }) => {
      ids.forEach((id, index) => this.change(id, { queuePlace: index + 1 }))
      return this.queue.list()
    },
    cancel: async ({ id }: { id: RunId }) => {
      this.change(id, { status: 'stopped', queuePlace: null })
      return this.queue.list()
    },
    setLimit: async ({ limit }: { limit: number }) => {
      this.limit = limit
      return this.queue.list()
    },
  }
}
