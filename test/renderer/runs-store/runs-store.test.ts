// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useClockStore } from '../../../src-renderer/stores/clock-store'
import { useRunsStore } from '../../../src-renderer/stores/runs-store'
import type { RunId } from '../../../src-shared/run/run-events'
import { FakeStudio, at, vaeExperiment } from './fake-studio'

const held = vi.hoisted((): { studio: object } => ({ studio: {} }))
vi.mock('../../../src-renderer/client/studio-client', () => ({
  studio: new Proxy({}, { get: (_, name) => Reflect.get(held.studio, name) }),
}))

let studio: FakeStudio
let runs: ReturnType<typeof useRunsStore>

function openPage(): void {
  setActivePinia(createPinia())
  runs = useRunsStore()
  runs.connect()
}

beforeEach(() => {
  localStorage.clear()
  studio = new FakeStudio()
  held.studio = studio
})
afterEach(() => {
  runs.disconnect()
  for (const feed of runs.feeds.values()) feed.close()
})

describe('the status of a run that is followed', () => {
  const begun = (id: RunId): void => studio.tell(id, { kind: 'started', engine: { id: 'javascript', version: '1', device: 'CPU', accelerator: 'cpu', native: false }, parameterCount: 1, stepsPerEpoch: 10, totalSteps: 100, pid: 1 })

  test('is what its own stream says, at once and with the figures of that moment, whichever of list and stream comes first', async () => {
    const id = studio.add({ status: 'running' })
    openPage()
    await expect.poll(() => runs.currentFeed?.status.value).toBe('running')
    begun(id)
    // The list is ahead: the end stands nowhere before the stream has come to it.
    const { watchers } = studio
    const stream = watchers.splice(0)
    studio.change(id, { status: 'finished', step: 100 })
    studio.change(id, { notes: 'told' })
    await expect.poll(() => runs.current?.notes).toBe('told')
    expect(runs.current?.status).toBe('running')
    watchers.push(...stream)
    studio.tell(id, { kind: 'finished', ...at(100), reason: 'completed' })
    await expect.poll(() => runs.current?.status).toBe('finished')
    expect([runs.currentView?.status, runs.currentView?.epoch]).toEqual(['finished', 10])
  })

  test('is the list’s while the stream is cut off, and where a run that ended goes on', async () => {
    const id = studio.add({ status: 'running' })
    openPage()
    await expect.poll(() => runs.currentFeed?.status.value).toBe('running')
    studio.breakStreams()
    studio.change(id, { status: 'interrupted' })
    await expect.poll(() => runs.current?.status).toBe('interrupted')
    await runs.resume(id)
    expect(runs.current?.status).toBe('starting')
  })

  test('is the list’s too where a run goes on whose end only its stream has told yet', async () => {
    const id = studio.add({ status: 'running' })
    openPage()
    await expect.poll(() => runs.currentFeed?.status.value).toBe('running')
    begun(id)
    const list = studio.listWatchers.splice(0)
    studio.tell(id, { kind: 'finished', ...at(100), reason: 'completed' })
    studio.endWatchers()
    await expect.poll(() => runs.currentFeed?.record.value?.status).toBe('finished')
    expect(runs.current?.status).toBe('finished')
    await runs.resume(id, 5)
    expect(runs.current?.status).toBe('starting')
    await expect.poll(() => studio.watchers.length).toBe(1)
    studio.listWatchers.push(...list)
    begun(id)
    await expect.poll(() => runs.currentView?.status).toBe('running')
  })
})

describe('the list of runs', () => {
  test('is newest first, follows every change and deletion, and comes back after a broken connection', async () => {
    const first = studio.add()
    studio.add()
    openPage()
    await expect.poll(() => runs.list.map((run) => run.name)).toEqual(['run-2', 'run-1'])
    studio.change(first, { name: 'renamed' })
    await expect.poll(() => runs.list.at(-1)?.name).toBe('renamed')
    studio.breakStreams()
    studio.add()
    await expect.poll(() => runs.list.map((run) => run.name)).toEqual(['run-3', 'run-2', 'renamed'])
    expect(runs.problem).toBeNull()
  })

  test('opens the newest run at first, and after a reload the one that was open, with the same runs on show', async () => {
    const first = studio.add()
    const second = studio.add()
    openPage()
    await expect.poll(() => runs.currentId).toBe(second)
    runs.open(first)
    runs.disconnect()
    await Promise.resolve()
    openPage()
    await expect.poll(() => runs.loaded).toBe(true)
    expect({ current: runs.currentId, visible: [...runs.visible].sort() }).toEqual({ current: first, visible: [second] })
  })

  test('a started run is open, on show, and followed at once', async () => {
    openPage()
    await expect.poll(() => runs.loaded).toBe(true)
    const record = await runs.start(vaeExperiment, 'vae-mnist')
    await expect.poll(() => runs.feeds.get(record.id)?.record.value?.id).toBe(record.id)
    expect({ current: runs.currentId, visible: runs.visible.has(record.id), active: runs.active?.id }).toEqual({ current: record.id, visible: true, active: record.id })
  })

  test('a deleted run is gone everywhere, and the newest left is open', async () => {
    const first = studio.add()
    const second = studio.add()
    openPage()
    await expect.poll(() => runs.currentId).toBe(second)
    await runs.delete(second)
    await expect.poll(() => runs.feeds.has(second)).toBe(false)
    expect({ list: runs.list.map((run) => run.id), current: runs.currentId, visible: runs.visible.has(second) }).toEqual({ list: [first], current: first, visible: false })
  })

  test('only runs on show are followed', async () => {
    const [first, second, third] = [studio.add(), studio.add(), studio.add()]
    openPage()
    await expect.poll(() => [...runs.feeds.keys()]).toEqual([third])
    runs.toggle(first, false)
    runs.toggle(second, false)
    await expect.poll(() => [...runs.feeds.keys()].sort()).toEqual([first, second, third].sort())
    runs.toggle(first, false)
    await expect.poll(() => [...runs.feeds.keys()].sort()).toEqual([second, third].sort())
  })
})

describe('the clock of the runs on show', () => {
  test('stands live, stays where it is put while the run goes on, and goes back', async () => {
    const id = studio.add({ status: 'running', step: 20 })
    openPage()
    const clock = useClockStore()
    for (const step of [0, 10, 20]) studio.tell(id, { kind: 'snapshot', ...at(step), artefacts: [{ kind: 'samples', file: 'f', mediaType: 'image/png', bytes: 1 }] })
    await expect.poll(() => clock.stops).toEqual([0, 1, 2])
    expect({ live: clock.isLive, position: clock.position, length: clock.length }).toEqual({ live: true, position: 2, length: 10 })
    clock.previous()
    studio.change(id, { step: 40 })
    await expect.poll(() => clock.edge).toBe(4)
    expect({ live: clock.isLive, position: clock.position }).toEqual({ live: false, position: 1 })
    clock.next()
    expect(clock.position).toBe(2)
    clock.next()
    expect({ live: clock.isLive, position: clock.position }).toEqual({ live: true, position: 4 })
  })

  test('never stands before the beginning or past what was reached', async () => {
    studio.add({ status: 'finished', step: 50 })
    openPage()
    const clock = useClockStore()
    await expect.poll(() => clock.reached).toBe(5)
    clock.scrubTo(-3)
    expect(clock.position).toBe(0)
    clock.scrubTo(77)
    expect({ position: clock.position, live: clock.isLive }).toEqual({ position: 5, live: true })
  })

  test('opening another run puts it at that run’s end', async () => {
    const short = studio.add({ status: 'stopped', step: 20 })
    studio.add({ status: 'finished', step: 100 })
    openPage()
    const clock = useClockStore()
    await expect.poll(() => clock.position).toBe(10)
    clock.scrubTo(3)
    runs.open(short)
    await expect.poll(() => ({ position: clock.position, live: clock.isLive })).toEqual({ position: 2, live: true })
  })
})
