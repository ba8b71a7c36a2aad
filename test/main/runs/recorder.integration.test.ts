// Recording when the disk refuses: nothing is shown before it is kept, runs pause and say so, and all goes on by itself
// once the disk takes more, with nothing lost.
import { describe, expect, test } from 'vitest'
import { runIdSchema, type RunEvent, type TrainerEvent } from '@shared/run/run-events'
import { silentLogger } from '../../../src-main/logger'
import { newRecordedRun, RunRecorder } from '../../../src-main/runs/run-recorder'
import { RunBus } from '../../../src-main/runs/run-bus'
import { prepareDataFolder } from '../../../src-main/store/data-folder'
import type { RecordingDatabase, StudioDatabase } from '../../../src-main/store/database'
import { openDatabase } from '../../../src-main/store/open-database'
import { readEventsAfter } from '../../../src-main/store/queries/read-events'
import { insertRun } from '../../../src-main/store/queries/write-runs'
import { openRunFolders } from '../../../src-main/store/run-folders'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from './run-fixtures'

const id = runIdSchema.parse('abcdefgh1234')

/** The real database, whose commits and syncs can be made to fail as a full or broken disk makes them. */
class UnwillingDisk implements RecordingDatabase {
  commits = 0
  syncs = 0
  refuseCommits = 0
  refuseSyncs = 0
  refuseReads = 0
  readonly #inner: StudioDatabase
  readonly rows: StudioDatabase['rows']
  readonly row: StudioDatabase['row']
  readonly tuples: StudioDatabase['tuples']
  readonly run: StudioDatabase['run']
  readonly transaction: StudioDatabase['transaction']

  constructor(inner: StudioDatabase) {
    this.#inner = inner
    this.rows = inner.rows.bind(inner)
    this.row = inner.row.bind(inner)
    this.tuples = (sql, ...values) => {
      if (this.refuseReads > 0) {
        this.refuseReads -= 1
        throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_READ' })
      }
      return inner.tuples(sql, ...values)
    }
    this.run = inner.run.bind(inner)
    this.transaction = inner.transaction.bind(inner)
  }

  commitSoon<Result>(work: () => Result): Result {
    this.commits += 1
    return this.#inner.commitSoon(() => {
      const result = work()
      if (this.refuseCommits > 0) {
        this.refuseCommits -= 1
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
      }
      return result
    })
  }

  async settle(): Promise<void> {
    this.syncs += 1
    if (this.refuseSyncs > 0) {
      this.refuseSyncs -= 1
      throw Object.assign(new Error('EIO'), { code: 'EIO' })
    }
    await this.#inner.settle()
  }
}

async function open(folder: string) {
  const paths = prepareDataFolder(folder)
  const database = openDatabase(paths.database, { logger: silentLogger, describeHolder: () => '' })
  const disk = new UnwillingDisk(database)
  const number = insertRun(database, { id, experiment: smallExperiment(), primaryMetric: 'test/loss', templateId: null, createdAt: 1, nameOf: String })
  const bus = new RunBus(() => undefined)
  const stalls: boolean[] = []
  const recorder = new RunRecorder({ database: disk, folders: openRunFolders(paths.runs), bus, logger: silentLogger, onStall: (stalled) => stalls.push(stalled) })
  const shown: RunEvent[] = []
  const feed = bus.watchRun(id, { read: (after, limit) => readEventsAfter(database, id, number, after, limit), isOver: () => false }, 0)
  const watching = (async () => {
    for await (const event of feed) {
      // Whatever is shown is in the database already.
      expect(database.row('SELECT count(*) AS count FROM run_event WHERE run = ? AND sequence = ?', number, event.sequence)).toEqual({ count: 1 })
      shown.push(event)
    }
  })()
  return { database, disk, number, bus, stalls, recorder, shown, feed, watching, run: newRecordedRun(id, number) }
}

function told(step: number): TrainerEvent[] {
  const at = { step, epoch: step, elapsedMs: step }
  return [
    { kind: 'metrics', points: [{ name: 'train/loss', ...at, value: step }] },
    { kind: 'checkpoint', ...at, file: `c${step}`, bytes: 1, sha256: 'a' },
  ]
}

describe('a disk that refuses', () => {
  test.each([
    ['commits', 'refuseCommits'],
    ['confirmations', 'refuseSyncs'],
  ] as const)('%s: recording stalls, says so, and goes on with everything in order', async (_what, refused) => {
    await using folder = await temporaryFolder()
    const { database, disk, number, stalls, recorder, shown, feed, watching, run } = await open(folder.path)
    disk[refused] = Infinity
    for (const event of told(1)) recorder.take(run, event)
    await expect.poll(() => stalls).toEqual([true])
    expect(shown).toEqual([])
    for (const event of told(2)) recorder.take(run, event)
    disk[refused] = 1
    await expect.poll(() => stalls).toEqual([true, false])
    await recorder.close()
    await expect.poll(() => shown.length).toBe(4)
    feed.close()
    await watching
    expect(shown.map((event) => event.sequence)).toEqual([1, 2, 3, 4])
    expect(readEventsAfter(database, id, number, 0, 10)).toEqual(shown)
    expect(database.row('SELECT count(*) AS count FROM point')).toEqual({ count: 2 })
    database.close()
  })

  test('reads: what other runs told at that moment is not lost, and nothing is left unhandled', async () => {
    await using folder = await temporaryFolder()
    const { database, disk, number, stalls, recorder, feed, watching, run } = await open(folder.path)
    const otherId = runIdSchema.parse('hgfedcba4321')
    const other = newRecordedRun(otherId, insertRun(database, { id: otherId, experiment: smallExperiment(), primaryMetric: 'test/loss', templateId: null, createdAt: 1, nameOf: String }))
    disk.refuseReads = Infinity
    for (const event of told(1)) recorder.take(run, event)
    // Beginning reads what was told before.
    recorder.take(other, { kind: 'started', engine: { id: 'javascript', version: 'v', device: 'd', accelerator: 'cpu', native: false }, parameterCount: 1, stepsPerEpoch: 1, totalSteps: 1, pid: 1 })
    await expect.poll(() => stalls).toEqual([true])
    disk.refuseReads = 0
    await expect.poll(() => stalls).toEqual([true, false])
    await recorder.close()
    feed.close()
    await watching
    expect(readEventsAfter(database, id, number, 0, 10).map(({ event }) => event.kind)).toEqual(['metrics', 'checkpoint'])
    expect(readEventsAfter(database, otherId, other.number, 0, 10).map(({ event }) => event.kind)).toEqual(['started'])
    database.close()
  })

  test('closing while it still refuses does not wait for ever', async () => {
    await using folder = await temporaryFolder()
    const { database, disk, recorder, shown, feed, watching, run } = await open(folder.path)
    disk.refuseSyncs = Infinity
    for (const event of told(1)) recorder.take(run, event)
    await recorder.close()
    feed.close()
    await watching
    // What is not known to be on the disk is shown to nobody, at the end neither.
    expect(shown).toEqual([])
    database.close()
  })
})

test('many events cost few commits, each confirmed before anything is shown', async () => {
  await using folder = await temporaryFolder()
  const { database, disk, recorder, shown, feed, watching, run } = await open(folder.path)
  for (let step = 1; step <= 500; step += 1) for (const event of told(step)) recorder.take(run, event)
  await recorder.flush()
  expect(disk.commits).toBeLessThan(5)
  expect(disk.syncs).toBe(disk.commits)
  await expect.poll(() => shown.at(-1)?.sequence).toBe(1000)
  feed.close()
  await watching
  database.close()
})

test('a run that is dropped while its write fails is not written again', async () => {
  await using folder = await temporaryFolder()
  const { database, disk, recorder, stalls, feed, watching, run } = await open(folder.path)
  disk.refuseCommits = Infinity
  for (const event of told(1)) recorder.take(run, event)
  await expect.poll(() => stalls).toEqual([true])
  recorder.drop(run)
  disk.refuseCommits = 0
  database.run('DELETE FROM run')
  for (const event of told(2)) recorder.take(run, event)
  await recorder.close()
  feed.close()
  await watching
  expect(database.row('SELECT count(*) AS count FROM run_event')).toEqual({ count: 0 })
  database.close()
})
