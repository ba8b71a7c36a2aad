// Watching a run: everything arrives once and in order, however slowly it is read, and nothing piles up.
import { describe, expect, test } from 'vitest'
import type { MetricPoint, RunEvent, TrainerEvent } from '@shared/run/run-events'
import { ListFeed } from '../../../src-main/runs/list-feed'
import { RunBus } from '../../../src-main/runs/run-bus'
import { record, someRun } from '../../shared/run/run-event-arbitraries'

const at = { step: 1, epoch: 1, elapsedMs: 1 }

function lines(count: number, from = 0): TrainerEvent[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'log', level: 'info', message: String(from + index) }))
}

class Store {
  readonly events: RunEvent[] = []
  over = false
  reads = 0
  read = (after: number, limit: number): RunEvent[] => {
    this.reads += 1
    return this.events.filter((event) => event.sequence > after).slice(0, limit)
  }
  isOver = (): boolean => this.over
}

describe('RunFeed', () => {
  test('gives history first, then what happens, then ends with the run', async () => {
    const store = new Store()
    const bus = new RunBus(() => undefined)
    const all = record(lines(130))
    store.events.push(...all.slice(0, 120))
    const feed = bus.watchRun(someRun, store, 0)
    const seen: number[] = []
    const reading = (async () => {
      for await (const event of feed) seen.push(event.sequence)
    })()
    await new Promise((resolve) => setImmediate(resolve))
    store.events.push(...all.slice(120))
    bus.publish(someRun, all.slice(120))
    await new Promise((resolve) => setImmediate(resolve))
    store.over = true
    bus.settle(someRun)
    await reading
    expect(seen).toEqual(all.map((event) => event.sequence))
    expect(bus.subscribers).toBe(0)
  })

  test('a reader that falls behind reads from the store where it stopped, losing and repeating nothing', async () => {
    const store = new Store()
    const bus = new RunBus(() => undefined)
    const feed = bus.watchRun(someRun, store, 0)
    const all = record(lines(1000))
    store.events.push(...all.slice(0, 1))
    bus.publish(someRun, all.slice(0, 1))
    expect((await feed.next()).value?.sequence).toBe(1)
    for (const event of all.slice(1)) {
      store.events.push(event)
      bus.publish(someRun, [event])
    }
    store.over = true
    const rest: number[] = []
    for await (const event of feed) rest.push(event.sequence)
    expect(rest).toEqual(all.slice(1).map((event) => event.sequence))
    expect(store.reads).toBeGreaterThan(2)
  })

  test('what was read from the store before it was told is not told again', async () => {
    const store = new Store()
    const bus = new RunBus(() => undefined)
    const feed = bus.watchRun(someRun, store, 0)
    const all = record(Array.from({ length: 3 }, (_, step): TrainerEvent => ({ kind: 'metrics', points: [{ name: 'train/loss', ...at, step, value: step }] })))
    // Recorded, and on its way to whoever watches.
    store.events.push(...all.slice(0, 2))
    const seen = [(await feed.next()).value?.sequence]
    bus.publish(someRun, all.slice(0, 2))
    store.events.push(...all.slice(2))
    bus.publish(someRun, all.slice(2))
    store.over = true
    const points: MetricPoint[] = []
    for await (const { sequence, event } of feed) {
      seen.push(sequence)
      if (event.kind === 'metrics') points.push(...event.points)
    }
    expect(seen).toEqual([1, 3])
    expect(points.map((point) => point.step)).toEqual([1, 2])
  })

  test('metrics join while a reader is slow, and every point arrives', async () => {
    const store = new Store()
    const bus = new RunBus(() => undefined)
    const feed = bus.watchRun(someRun, store, 0)
    const first = feed.next()
    const all = record(Array.from({ length: 500 }, (_, step): TrainerEvent => ({ kind: 'metrics', points: [{ name: 'train/loss', ...at, step, value: step }] })))
    for (const event of all) {
      store.events.push(event)
      bus.publish(someRun, [event])
    }
    store.over = true
    const points: MetricPoint[] = []
    let messages = 0
    for (let result = await first; result.done !== true; result = await feed.next()) {
      messages += 1
      if (result.value.event.kind === 'metrics') points.push(...result.value.event.points)
    }
    expect(points.map((point) => point.step)).toEqual(all.map((_, step) => step))
    expect(messages).toBeLessThan(20)
  })

  test('leaving ends a wait at once and frees the subscription', async () => {
    const bus = new RunBus(() => undefined)
    const feed = bus.watchRun(someRun, new Store(), 0)
    const waiting = feed.next()
    await feed.return()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(bus.subscribers).toBe(0)
  })
})

test('a slow reader of the list gets the newest change of each run, not every one', async () => {
  const feed = new ListFeed(() => {})
  for (let index = 0; index < 100; index += 1) feed.offer({ kind: 'deleted', id: someRun })
  expect((await feed.next()).value).toEqual({ kind: 'deleted', id: someRun })
  const waiting = feed.next()
  feed.close()
  expect((await waiting).done).toBe(true)
})
