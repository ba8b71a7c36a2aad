// Trainers that die, lie or hang: the run says why, what was told is kept, and the studio goes on.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { StudioError } from '@shared/studio-error'
import { temporaryFolder } from '../../support/temporary-folder'
import { badTrainer, openService, smallExperiment } from './run-fixtures'

const deaths: readonly (readonly [string, string, RegExp])[] = [
  ['abort', 'trainer-crashed', /SIGABRT/],
  ['exit', 'trainer-exited', /exit code 7/],
  ['kill', 'trainer-killed', /SIGKILL/],
  ['memory', 'trainer-out-of-memory', /out of memory/],
  ['throw', 'trainer-exited', /exit code 1/],
  ['nonsense', 'trainer-speaks-nonsense', /none of the agreed ones/],
]

describe('a trainer that ends without finishing', () => {
  test.each(deaths)('%s: the run fails as %s, and keeps what it told', async (way, code, words) => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const { id } = service.runs.start({ experiment: smallExperiment({ description: way }), templateId: null })
    const record = await service.ended(id)
    expect(record).toMatchObject({ status: 'failed', step: 5, error: { code } })
    expect(record.error?.message).toMatch(words)
    expect(record.error?.fix).toBeTruthy()
    const [series] = await service.runs.series(id, ['train/loss'], 100)
    expect(series).toMatchObject({ steps: [1, 2, 3, 4, 5], values: [1, 0.5, null, 0.25, 0.2] })
    const events = service.runs.events(id)
    expect(events.at(-1)?.event.kind).toBe('failed')
    if (way === 'exit') expect((await service.runs.log(id, 50)).join('\n')).toContain('something went wrong in here')
  })

  test('dying before a word is told as well, and the next run starts', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const first = service.runs.start({ experiment: smallExperiment({ description: 'silent' }), templateId: null })
    expect(await service.ended(first.id)).toMatchObject({ status: 'failed', error: { code: 'trainer-exited' } })
    const second = service.runs.start({ experiment: smallExperiment({ description: 'slip' }), templateId: null })
    expect(await service.ended(second.id)).toMatchObject({ status: 'finished', number: 2 })
  })

  test('a missing Node binary or trainer is a failed run, not a fault of the studio', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer, locations: { node: join(folder.path, 'no-node') } })
    const { id } = service.runs.start({ experiment: smallExperiment({ description: 'slip' }), templateId: null })
    expect(await service.ended(id)).toMatchObject({ status: 'failed', error: { code: 'trainer-not-started' } })
  })

  test('one message out of place is left out and noted; the run goes on', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const { id } = service.runs.start({ experiment: smallExperiment({ description: 'slip' }), templateId: null })
    expect(await service.ended(id)).toMatchObject({ status: 'finished' })
    expect(service.runs.events(id).flatMap(({ event }) => (event.kind === 'log' ? [event.level] : []))).toEqual(['warning'])
  })

  test('one that hangs is ended by force when stopped, and the studio says so', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer, stopGraceMs: 1200 })
    const { id } = service.runs.start({ experiment: smallExperiment({ description: 'hang' }), templateId: null })
    for await (const { event } of service.runs.watch(id, 0)) if (event.kind === 'progress') service.runs.stop(id)
    expect(service.runs.get(id)).toMatchObject({ status: 'failed', step: 5, error: { code: 'trainer-not-answering' } })
  })

  test('one that falls silent is ended and named, long before anybody stops it; a paused one may be silent', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer, silence: { nativeMs: 500, javascriptMs: 100_000 } })
    const hung = service.runs.start({ experiment: smallExperiment({ description: 'hang natively' }), templateId: null })
    expect(await service.ended(hung.id)).toMatchObject({ status: 'failed', step: 5, error: { code: 'trainer-silent', message: expect.stringContaining('hung') } })
    const paused = service.runs.start({ experiment: smallExperiment({ description: 'pause natively' }), templateId: null })
    for await (const { event } of service.runs.watch(paused.id, 0)) if (event.kind === 'paused') break
    // Three times as long as the one that hung was given.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(service.runs.get(paused.id).status).toBe('paused')
  })

  test('files outside its folder are never registered', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const { id } = service.runs.start({ experiment: smallExperiment({ description: 'escape' }), templateId: null })
    await service.ended(id)
    const files = service.runs.events(id).flatMap(({ event }) => (event.kind === 'snapshot' ? event.artefacts.map((artefact) => artefact.file) : []))
    expect(files).toEqual(['snapshots/good.png'])
    expect(service.database.rows('SELECT file FROM blob')).toEqual([{ file: 'snapshots/good.png' }])
  })
})

describe('a run under command', () => {
  test('pauses, resumes and stops with a checkpoint; commands to an ended run are refused in words', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const { id } = service.runs.start({ experiment: smallExperiment({ description: 'patient' }), templateId: 'x' })
    const kinds: string[] = []
    for await (const { event } of service.runs.watch(id, 0)) {
      kinds.push(event.kind)
      if (event.kind === 'progress') service.runs.pause(id)
      if (event.kind === 'paused') {
        expect(service.runs.get(id).status).toBe('paused')
        void service.runs.resume(id)
      }
      if (event.kind === 'resumed') service.runs.stop(id)
    }
    expect(kinds).toEqual(['started', 'metrics', 'progress', 'paused', 'resumed', 'checkpoint', 'finished'])
    // Asked for: nothing to explain.
    expect(service.runs.get(id)).toMatchObject({ status: 'stopped', templateId: 'x', error: null })
    expect(() => service.runs.pause(id)).toThrow(/is not training now; it is stopped/)
  })

  test('deleting it while it trains kills its trainer and removes rows, files and blobs', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const changes: string[] = []
    const list = service.runs.watchList()
    const watching = (async () => {
      for await (const change of list) changes.push(change.kind)
    })()
    const { id } = service.runs.start({ experiment: smallExperiment({ description: 'patient' }), templateId: null })
    let pid = 0
    for await (const { event } of service.runs.watch(id, 0)) {
      if (event.kind === 'started') pid = event.pid
      if (event.kind === 'progress') break
    }
    await service.runs.delete(id)
    expect(() => process.kill(pid, 0)).toThrow()
    expect(service.runs.list()).toEqual([])
    expect(() => service.runs.get(id)).toThrow(StudioError)
    await expect.poll(() => service.database.row('SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM point) + (SELECT count(*) FROM run_event) AS left')).toEqual({ left: 0 })
    expect(existsSync(service.folders.path(id))).toBe(false)
    list.close()
    await watching
    expect(changes.at(-1)).toBe('deleted')
    // Its number is not used again: a run keeps its colour for life.
    expect(service.runs.start({ experiment: smallExperiment({ description: 'slip' }), templateId: null }).number).toBe(2)
  })

  test('closing the studio stops it with a checkpoint', async () => {
    await using folder = await temporaryFolder()
    const service = openService(folder.path, { trainer: badTrainer })
    const { id } = service.runs.start({ experiment: smallExperiment({ description: 'patient' }), templateId: null })
    for await (const { event } of service.runs.watch(id, 0)) if (event.kind === 'progress') break
    await service.runs.close()
    expect(service.runs.get(id)).toMatchObject({ status: 'stopped', error: { code: 'studio-closed', fix: expect.stringContaining('Resume it') } })
    const events = service.runs.events(id).map(({ event }) => event)
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'log', 'checkpoint', 'finished'])
    expect(events.at(-1)).toMatchObject({ reason: 'stopped', cause: { code: 'studio-closed' } })
    service.database.close()
  })

  test('an experiment with faults is refused before anything is made, all faults named', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const broken = { ...smallExperiment(), recipe: { ...smallExperiment().recipe, roles: {} } }
    expect(() => service.runs.start({ experiment: broken, templateId: null })).toThrow(/cannot be trained/)
    expect(service.runs.list()).toEqual([])
  })
})

test('a flood of events is recorded whole, in few transactions, and shown in order', async () => {
  await using folder = await temporaryFolder()
  await using service = openService(folder.path, { trainer: badTrainer })
  const { id } = service.runs.start({ experiment: smallExperiment({ description: 'flood' }), templateId: null })
  let last = 0
  const steps: number[] = []
  for await (const { event, sequence } of service.runs.watch(id, 0)) {
    expect(sequence).toBeGreaterThan(last)
    last = sequence
    if (event.kind === 'metrics') steps.push(...event.points.filter((point) => point.name === 'train/loss').map((point) => point.step))
  }
  expect(steps).toEqual(Array.from({ length: 3005 }, (_, index) => index + 1))
  expect(service.database.row('SELECT count(*) AS count FROM point')).toEqual({ count: 3000 * 3 + 5 })
  const [thinned] = await service.runs.series(id, ['train/kl'], 100)
  expect(thinned?.recorded).toBe(3000)
  expect(thinned?.steps.length).toBeLessThanOrEqual(100)
  const page = service.runs.points(id, 'train/loss', 3000, 100)
  expect(page.steps).toEqual([3001, 3002, 3003, 3004, 3005])
  // Numbered from 1 without gaps.
  const numbers = service.database.row('SELECT count(*) AS count, min(sequence) AS first, max(sequence) AS last FROM run_event')
  expect(numbers).toMatchObject({ first: 1, last: numbers?.['count'] })
})
