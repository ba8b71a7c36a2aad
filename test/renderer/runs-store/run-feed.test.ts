import { afterEach, describe, expect, test } from 'vitest'
import type { RunId } from '../../../src-shared/run/run-events'
import { openRunFeed, type RunFeed } from '../../../src-renderer/stores/run-feed'
import { FakeStudio, STEPS_PER_EPOCH, at, lossAt } from './fake-studio'

const feeds: RunFeed[] = []

function open(studio: FakeStudio, id: RunId): RunFeed {
  const feed = openRunFeed(id, studio.runs, (error) => ({ code: 'test', message: error instanceof Error ? error.message : String(error) }))
  feeds.push(feed)
  return feed
}

function begin(studio: FakeStudio): RunId {
  const id = studio.add({ status: 'running' })
  studio.tell(id, { kind: 'started', engine: { id: 'javascript', version: '1', device: 'test', accelerator: 'cpu', native: false }, parameterCount: 5, stepsPerEpoch: STEPS_PER_EPOCH, totalSteps: 100, pid: 1 })
  return id
}

function train(studio: FakeStudio, id: RunId, from: number, to: number): void {
  for (let step = from; step <= to; step += 1) studio.tell(id, { kind: 'metrics', points: [lossAt(step)] })
  studio.tell(id, { kind: 'progress', ...at(to), samplesPerSecond: 100 })
  studio.tell(id, { kind: 'snapshot', ...at(to), artefacts: [{ kind: 'samples', file: `snapshots/${to}.png`, mediaType: 'image/png', bytes: 1 }] })
}

/** What a person sees of a run. */
function seen(feed: RunFeed): unknown {
  const { status, step, epoch, snapshots, checkpoints } = feed.view.value
  return { status, step, epoch, snapshots, checkpoints, series: feed.series.names().map((name) => feed.series.get(name)) }
}

afterEach(() => {
  for (const feed of feeds.splice(0)) feed.close()
})

describe('following a run', () => {
  test('live points and snapshots arrive once each, without fetching the series anew', async () => {
    const studio = new FakeStudio()
    const id = begin(studio)
    train(studio, id, 1, 20)
    const feed = open(studio, id)
    await expect.poll(() => feed.series.get('train/loss')?.steps.length).toBe(20)
    train(studio, id, 21, 45)
    await expect.poll(() => feed.view.value.snapshots.samples.length).toBe(2)
    expect(feed.series.get('train/loss')?.steps).toEqual(Array.from({ length: 45 }, (_, index) => index + 1))
    expect(studio.asked.filter((call) => call.startsWith('series'))).toEqual(['series 1000'])
  })

  test('a run reopened after its end shows exactly what was seen live, broken connection in between or not', async () => {
    const studio = new FakeStudio()
    const id = begin(studio)
    const live = open(studio, id)
    train(studio, id, 1, 30)
    await expect.poll(() => live.view.value.step).toBe(30)
    studio.breakStreams()
    train(studio, id, 31, 60)
    await expect.poll(() => live.view.value.step).toBe(60)
    studio.tell(id, { kind: 'checkpoint', ...at(60), file: 'checkpoints/60', bytes: 9, sha256: 'ab' })
    studio.tell(id, { kind: 'finished', ...at(60), reason: 'completed' })
    studio.endWatchers()
    await expect.poll(() => live.view.value.status).toBe('finished')
    const reopened = open(studio, id)
    await expect.poll(() => reopened.opening.value).toBe(false)
    expect(seen(reopened)).toEqual(seen(live))
    expect(live.problem.value).toBeNull()
  })

  test('an ended run is read once and not watched', async () => {
    const studio = new FakeStudio()
    const id = studio.add({ status: 'interrupted', step: 7 })
    const feed = open(studio, id)
    await expect.poll(() => feed.view.value.status).toBe('interrupted')
    expect({ step: feed.view.value.step, watched: studio.asked.filter((call) => call.startsWith('watch')) }).toEqual({ step: 7, watched: [] })
  })

  test('a hundred points in a moment redraw once, not a hundred times', async () => {
    const studio = new FakeStudio()
    const id = begin(studio)
    const feed = open(studio, id)
    await expect.poll(() => studio.watchers.length).toBe(1)
    const before = feed.revision.value
    for (let step = 1; step <= 100; step += 1) studio.tell(id, { kind: 'metrics', points: [lossAt(step)] })
    await expect.poll(() => feed.revision.value).toBeGreaterThan(before)
    expect({ redraws: feed.revision.value - before, points: feed.series.get('train/loss')?.steps.length }).toEqual({ redraws: 1, points: 100 })
  })

  test('a closer look asks for more points, and a wider one keeps them', async () => {
    const studio = new FakeStudio()
    const id = studio.add({ status: 'finished' })
    const feed = open(studio, id)
    await expect.poll(() => feed.opening.value).toBe(false)
    feed.refine(4000)
    feed.refine(500)
    feed.refine(1e9)
    await expect.poll(() => studio.asked).toContain('series 20000')
    expect(studio.asked.filter((call) => call === 'series 500')).toEqual([])
  })

  test('a run that cannot be read says why', async () => {
    const studio = new FakeStudio()
    const id = studio.add()
    studio.records.delete(id)
    const feed = open(studio, id)
    await expect.poll(() => feed.problem.value?.message).toBe('no such run')
  })
})
