// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SeriesBuffer } from '../../../src-renderer/charts/series-buffer'
import { useRunsStore } from '../../../src-renderer/stores/runs-store'
import { FakeStudio, at, lossAt } from './fake-studio'

const held = vi.hoisted((): { studio: object } => ({ studio: {} }))
vi.mock('../../../src-renderer/client/studio-client', () => ({
  studio: new Proxy({}, { get: (_, name) => Reflect.get(held.studio, name) }),
}))

const engine = { id: 'tensorflow', version: 'v', device: 'CPU', accelerator: 'cpu', native: true } as const
const started = { kind: 'started', engine, parameterCount: 1, stepsPerEpoch: 10, totalSteps: 100, pid: 1 } as const

let studio: FakeStudio
let runs: ReturnType<typeof useRunsStore>

beforeEach(() => {
  localStorage.clear()
  studio = new FakeStudio()
  held.studio = studio
  setActivePinia(createPinia())
  runs = useRunsStore()
})
afterEach(() => {
  runs.disconnect()
  for (const feed of runs.feeds.values()) feed.close()
})

describe('a run that goes on', () => {
  test('is followed again; what came after its checkpoint is superseded and comes again', async () => {
    const id = studio.add({ status: 'interrupted', step: 30, checkpointStep: 20 })
    studio.tell(id, started)
    studio.tell(id, { kind: 'metrics', points: [10, 20, 30].map(lossAt) })
    runs.connect()
    const steps = (): readonly number[] | undefined => runs.currentFeed?.series.get('train/loss')?.steps
    await expect.poll(() => steps()).toEqual([10, 20, 30])
    expect(studio.watchers).toHaveLength(0)

    await runs.resume(id)
    await expect.poll(() => studio.watchers).toHaveLength(1)
    studio.tell(id, { ...started, from: at(20) })
    studio.tell(id, { kind: 'metrics', points: [lossAt(25)] })
    await expect.poll(() => steps()).toEqual([10, 20, 25])
    await expect.poll(() => runs.currentView?.status).toBe('running')
  })

  test('a buffer forgets what lies after a step, in every column', () => {
    const buffer = new SeriesBuffer()
    buffer.append([1, 2, 3].map(lossAt))
    buffer.cutAfter(2)
    expect(buffer.get('train/loss')).toMatchObject({ steps: [1, 2], values: [1000, 500] })
    buffer.cutAfter(-1)
    expect(buffer.get('train/loss')?.steps).toEqual([])
  })
})

describe('the queue', () => {
  test('lists waiting runs by their place; a paused run takes a place, a waiting one is not under way', async () => {
    studio.limit = 2
    studio.add({ status: 'paused' })
    const second = studio.add({ status: 'queued', queuePlace: 2 })
    const first = studio.add({ status: 'queued', queuePlace: 1 })
    runs.connect()
    await expect.poll(() => runs.queued.map((run) => run.id)).toEqual([first, second])
    await expect.poll(() => runs.limit).toBe(2)
    expect(runs.active?.status).toBe('paused')
    await runs.reorder([second, first])
    expect(runs.queued.map((run) => run.id)).toEqual([second, first])
    await runs.cancel(second)
    await runs.cancel(first)
    await expect.poll(() => runs.queued).toEqual([])
    expect(runs.full).toBe(false)
    await runs.setLimit(1)
    expect(runs.full).toBe(true)
  })
})
