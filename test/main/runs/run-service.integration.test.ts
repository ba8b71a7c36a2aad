// Whole runs with the real trainer: what is seen live is what is seen on reopening, and what dies leaves everything behind.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { emptyRunView, openRunView, reduceRunEvents } from '@shared/run/reduce-run'
import type { RunEvent } from '@shared/run/run-events'
import { connect } from '../../../src-main/cli/connect'
import { locate } from '../../../src-main/locations'
import { createBlobRegistry } from '../../../src-main/runs/blob-registry'
import { startLocalHost } from '../../support/local-host'
import { temporaryFolder } from '../../support/temporary-folder'
import { openService, smallExperiment } from './run-fixtures'

describe('a run', () => {
  test('told live, replayed from the store and reopened shows the same; its pictures can be fetched by id', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const { id, name, number } = service.runs.start({ experiment: smallExperiment(), templateId: 'autoencoder-two-moons' })
    expect([number, name.endsWith('-1')]).toEqual([1, true])
    const live: RunEvent[] = []
    for await (const event of service.runs.watch(id, 0)) live.push(event)
    const replayed: RunEvent[] = []
    for await (const event of service.runs.watch(id, 0)) replayed.push(event)
    const seenLive = reduceRunEvents(emptyRunView, live)
    const seenAgain = reduceRunEvents(emptyRunView, replayed)
    expect(seenAgain).toMatchObject({ ...seenLive, rate: expect.anything() })
    const record = service.runs.get(id)
    expect(record).toMatchObject({ status: 'finished', step: 16, totalSteps: 16, stepsPerEpoch: 8, primaryMetric: 'test/loss', error: null })
    expect(record.endedAt).toBeGreaterThanOrEqual(record.createdAt)
    const reopened = openRunView(record, service.runs.events(id))
    expect(reopened).toMatchObject({ status: 'finished', step: 16, snapshots: seenLive.snapshots, checkpoints: seenLive.checkpoints, engine: seenLive.engine })
    for (const [metric, point] of Object.entries(seenLive.metrics)) expect([metric, reopened.metrics[metric]?.value]).toEqual([metric, point.value])

    const blobs = createBlobRegistry(service.database, service.folders)
    const artefacts = Object.values(seenLive.snapshots).flat().map((entry) => entry.artefact)
    expect(artefacts.length).toBeGreaterThan(0)
    for (const artefact of artefacts) {
      const file = blobs.find(artefact.blob ?? '')
      expect(file?.mediaType).toBe(artefact.mediaType)
      expect(readFileSync(file?.path ?? '').length).toBe(artefact.bytes)
    }
    expect(blobs.find('a'.repeat(32))).toBeUndefined()
    expect(blobs.find('../../etc/passwd')).toBeUndefined()
    expect(record.bytes).toBe(await service.folders.size(id))
    expect((await service.runs.log(id, 500)).length).toBeGreaterThan(0)
  })

  test('the same seed gives the same weights bit for bit, another seed others', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const hashes: (string | undefined)[] = []
    for (const seed of [3, 3, 4]) {
      const { id } = service.runs.start({ experiment: smallExperiment({ seed }), templateId: null })
      await service.ended(id)
      hashes.push(openRunView(service.runs.get(id), service.runs.events(id)).checkpoints.at(-1)?.sha256)
    }
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(hashes[1]).toBe(hashes[0])
    expect(hashes[2]).not.toBe(hashes[0])
  })

  test('is renamed, tagged and annotated; a name is never given twice', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const first = service.runs.start({ experiment: smallExperiment({ epochs: 1 }), templateId: null })
    const second = service.runs.start({ experiment: smallExperiment({ epochs: 1 }), templateId: null })
    expect(service.runs.update(first.id, { name: ' baseline ', tags: ['b', 'a', 'a'], notes: 'first try' })).toMatchObject({ name: 'baseline', tags: ['a', 'b'], notes: 'first try' })
    expect(() => service.runs.update(second.id, { name: 'baseline' })).toThrow('Another run is named baseline already.')
    expect(() => service.runs.update(second.id, { name: '  ' })).toThrow('A run needs a name.')
    await Promise.all([service.ended(first.id), service.ended(second.id)])
    // The end of a run changes nothing of what a person wrote.
    expect(service.runs.list().map(({ name, tags }) => [name, tags])).toEqual([[second.name, []], ['baseline', ['a', 'b']]])
  })

  test('its trainer killed at any point costs nothing that was shown', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    for (const after of [1, 3, 7]) {
      const { id } = service.runs.start({ experiment: smallExperiment({ epochs: 5000 }), templateId: null })
      const shown: RunEvent[] = []
      let pid = 0
      for await (const event of service.runs.watch(id, 0)) {
        shown.push(event)
        if (event.event.kind === 'started') pid = event.event.pid
        if (event.event.kind !== 'metrics' || shown.length <= after || pid === 0) continue
        process.kill(pid, 'SIGKILL')
        pid = 0
      }
      expect(service.runs.get(id)).toMatchObject({ status: 'failed', error: { code: 'trainer-killed' } })
      const kept: RunEvent[] = []
      for await (const event of service.runs.watch(id, 0)) kept.push(event)
      // The store keeps points by series, so within one event their order may differ.
      const points = (events: readonly RunEvent[]): unknown =>
        events.flatMap(({ event }) => (event.kind === 'metrics' ? event.points : [])).toSorted((a, b) => a.name.localeCompare(b.name) || a.step - b.step)
      expect(points(kept)).toEqual(points(shown))
      expect(service.database.row('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' })
    }
  })
})

test('a studio that is killed leaves its run interrupted, its trainer gone, its database whole', async () => {
  await using folder = await temporaryFolder()
  const host = await startLocalHost({ dataDirectory: folder.path })
  const { client } = await connect(folder.path, locate())
  const { id } = await client.runs.start({ experiment: smallExperiment({ epochs: 50_000 }), templateId: null })
  let shown = 0
  for await (const { event } of await client.runs.watch({ id, after: 0 })) {
    if (event.kind === 'progress') shown = event.step
    if (shown > 20) break
  }
  await host.kill()
  const killedAt = Date.now()

  await using service = openService(folder.path)
  const run = service.runs.list()[0]
  expect(run).toMatchObject({ status: 'interrupted', error: { code: 'studio-died', message: expect.stringContaining('killed'), got: expect.stringContaining(`step ${run?.step ?? -1}`), fix: expect.stringContaining('Resume it') } })
  expect(run?.endedAt).toBeLessThanOrEqual(killedAt)
  expect(run?.step).toBeGreaterThanOrEqual(shown)
  const started = run === undefined ? undefined : service.runs.events(run.id).find(({ event }) => event.kind === 'started')?.event
  const pid = started?.kind === 'started' ? started.pid : 0
  await expect.poll(() => {
    try {
      process.kill(pid, 0)
      return 'alive'
    } catch {
      return 'gone'
    }
  }, { timeout: 60_000 }).toBe('gone')
  expect(service.database.row('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' })
})
