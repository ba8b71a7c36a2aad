// A disk that is full, broken or closed to us, at every single write: nothing is ever half there, nothing fails in silence, and what
// was there before stays.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import { experimentSchema } from '@shared/experiment/experiment'
import type { RunEvent } from '@shared/run/run-events'
import { StudioError } from '@shared/studio-error'
import { runCommandLine } from '../../src-main/cli/run-command-line'
import { openExperimentLibrary } from '../../src-main/store/experiment-library'
import { readCheckpoint } from '../../src-main/trainer/read-checkpoint'
import { badTrainer, openService, smallExperiment as moons } from '../main/runs/run-fixtures'
import { smallExperiment } from '../main/trainer/small-experiments'
import { temporaryFolder } from '../support/temporary-folder'
import { amountOf, tellFigures } from './support/amounts'
import { watchFiles, type Fault } from './support/file-faults'
import { compareHistory } from './support/kept-history'
import { trainHere } from './support/train-here'
import { writeVersion } from './support/trained-model'

/** Every so manyth operation of an export. */
const exportStride = amountOf('exportStride', 4)

const faults: readonly Fault[] = ['ENOSPC', 'EIO', 'EACCES', 'short']

interface Tally {
  tried: number
  corrupt: string[]
  silent: string[]
  wordless: string[]
}

function newTally(): Tally {
  return { tried: 0, corrupt: [], silent: [], wordless: [] }
}

function tell(check: string, { tried, corrupt, silent, wordless }: Tally): void {
  tellFigures(check, { faults: tried, 'corrupt files': corrupt.length, 'silent successes': silent.length, 'failures without words': wordless.length })
  expect({ corrupt, silent, wordless }).toEqual({ corrupt: [], silent: [], wordless: [] })
  expect(tried).toBeGreaterThan(10)
}

interface Work {
  /** Brings everything back to how it was before. */
  readonly prepare: () => void | Promise<void>
  readonly act: () => unknown
  /** What is there now. */
  readonly state: () => Promise<'old' | 'new' | 'corrupt'> | 'old' | 'new' | 'corrupt'
}

async function countOperations(isWatched: (path: string) => boolean, act: () => unknown): Promise<number> {
  using watch = watchFiles(isWatched)
  await act()
  return watch.operations.length
}

/** Every operation of the work fails in every way, once and from then on. */
async function breakEverywhere(folder: string, { prepare, act, state }: Work): Promise<Tally> {
  const tally = newTally()
  const isWatched = (path: string): boolean => path.startsWith(folder)
  await prepare()
  const count = await countOperations(isWatched, act)
  expect(await state()).toBe('new')
  for (let at = 0; at < count; at += 1) {
    for (const fault of faults) {
      for (const lasting of [false, true]) {
        if (lasting && fault === 'short') continue
        await prepare()
        let error: unknown = null
        let met = 'nothing'
        {
          using _watch = watchFiles(isWatched, (operation, index) => {
            if (index !== at && !(lasting && index > at)) return null
            met = operation.kind
            return fault
          })
          try {
            await act()
          } catch (thrown) {
            error = thrown
          }
        }
        tally.tried += 1
        const where = `${fault} at operation ${at} (${met})${lasting ? ' and after' : ''}`
        const now = await state()
        if (now === 'corrupt') tally.corrupt.push(where)
        if (error === null && now !== 'new') tally.silent.push(where)
        if (error !== null && (!(error instanceof StudioError) || error.detail.fix === undefined)) tally.wordless.push(`${where}: ${String(error)}`)
      }
    }
  }
  return tally
}

describe('at every write', () => {
  test('of a saved experiment', async () => {
    await using folder = await temporaryFolder()
    const library = openExperimentLibrary(folder.path)
    const old = moons()
    const changed = { ...old, description: 'changed' }
    const file = join(folder.path, 'kept.latent.json')
    const tally = await breakEverywhere(folder.path, {
      prepare: () => void library.save('kept', old),
      act: () => library.save('kept', changed),
      state: () => {
        try {
          const { description } = experimentSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
          return description === 'changed' ? 'new' : 'old'
        } catch {
          return 'corrupt'
        }
      },
    })
    tell('Disk faults at every operation of saving an experiment', tally)
  })

  test('of a checkpoint', async () => {
    await using folder = await temporaryFolder()
    const old = await writeVersion(join(folder.path, 'old'), 1)
    const changed = await writeVersion(join(folder.path, 'new'), 2)
    const place = join(folder.path, 'run')
    const path = (await writeVersion(place, 1)).path
    const tally = await breakEverywhere(place, {
      prepare: async () => void (await writeVersion(place, 1)),
      act: () => writeVersion(place, 2),
      state: async () => {
        for (const [word, reference] of [['old', old], ['new', changed]] as const) {
          const whole = await readCheckpoint({ ...reference, path }).then(
            () => true,
            () => false,
          )
          if (whole) return word
        }
        return 'corrupt'
      },
    })
    expect(readdirSync(join(place, 'checkpoints')).filter((name) => !name.includes('partial'))).toEqual(['step-000000007.safetensors'])
    tell('Disk faults at every operation of writing a checkpoint', tally)
  })

  test('of an export, as folder and as zip', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    let name: string
    {
      await using service = openService(data, { trainer: badTrainer })
      const { id } = service.runs.start({ experiment: moons({ description: 'slip' }), templateId: null })
      name = (await service.ended(id)).name
    }
    const tally = newTally()
    for (const target of ['exported', 'exported.zip']) {
      const place = join(folder.path, `to-${target}`)
      mkdirSync(place)
      const out = join(place, target)
      const said: string[] = []
      const terminal = { print: () => {}, tell: (line: string) => void said.push(line), progress: () => {} }
      const act = (): Promise<number> => runCommandLine(['runs', 'export', name, '--out', out, '--data-dir', data], terminal as unknown as Parameters<typeof runCommandLine>[1])
      const count = await countOperations((path) => path.startsWith(place), async () => expect([await act(), said]).toEqual([0, []]))
      const whole = contentOf(out)
      removeExport(out)
      await expectSynced(place, act)
      for (let at = 0; at < count; at += exportStride) {
        for (const fault of faults) {
          removeExport(out)
          said.length = 0
          let code: number
          {
            using _watch = watchFiles(
              (path) => path.startsWith(place),
              (_operation, index) => (index === at ? fault : null),
            )
            code = await act()
          }
          tally.tried += 1
          const where = `${target}: ${fault} at operation ${at}`
          if (existsSync(out) && contentOf(out) !== whole) tally.corrupt.push(where)
          if (code === 0 && !existsSync(out)) tally.silent.push(where)
          if (code !== 0 && /\n\s+at /.test(said.join('\n'))) tally.wordless.push(`${where}: ${said.join(' ').slice(0, 200)}`)
        }
      }
    }
    tell('Disk faults at every operation of exporting a run', tally)
  })
})

test('a run in this process meets each fault at each of its writes: a full disk pauses it until there is room, others end it in words', async () => {
  await using folder = await temporaryFolder()
  const experiment = smallExperiment({ training: { epochs: 1, steps: 8 }, recording: { snapshotEverySteps: 8, checkpointEverySteps: 4 } })
  const tally = newTally()
  let paused = 0
  let ended = 0
  const whole = await trainHere(experiment, join(folder.path, 'whole'))
  expect(whole.outcome).toBe('completed')
  const stride = Math.max(1, Math.floor(whole.operations / amountOf('runFaults', 12)))
  for (let at = 0; at < whole.operations; at += stride) {
    for (const fault of faults) {
      const run = await trainHere(experiment, join(folder.path, `${at}-${fault}`), { broken: { at, fault } })
      tally.tried += 1
      const where = `${fault} at operation ${at}: ${run.outcome} ${JSON.stringify(run.error)}`
      for (const checkpoint of run.checkpoints) await readCheckpoint(checkpoint).catch(() => tally.corrupt.push(where))
      paused += run.pauses
      if (run.outcome === 'completed') {
        // It has everything the undisturbed run has, bit for bit.
        if (run.checkpoints.at(-1)?.sha256 !== whole.checkpoints.at(-1)?.sha256 || run.snapshots !== whole.snapshots) tally.silent.push(where)
        if (run.pauses === 0 && fault !== 'short' && run.met) tally.silent.push(`${where}, without a word`)
      } else {
        ended += 1
        if (run.error?.fix === undefined || run.error.path === undefined || fault === 'ENOSPC' || fault === 'short') tally.wordless.push(where)
      }
    }
  }
  expect(paused).toBeGreaterThan(0)
  expect(ended).toBeGreaterThan(0)
  tellFigures('A full disk at a run’s writes', { 'paused and went on once there was room': paused, 'ended in words (EIO, EACCES)': ended })
  tell('Disk faults at the writes of a run (snapshots, checkpoints)', tally)
}, 240_000)

test('a run that cannot be entered in the history is not begun; once there is room it is', async () => {
  await using folder = await temporaryFolder()
  await using service = openService(folder.path, { trainer: badTrainer })
  const pages = Number(Object.values(service.database.row('PRAGMA page_count') ?? {})[0])
  service.database.row(`PRAGMA max_page_count = ${pages}`)
  const large = moons({ description: 'x'.repeat(4000) })
  expect(() => service.runs.start({ experiment: large, templateId: null })).toThrow(StudioError)
  expect(service.runs.list()).toEqual([])
  for (const fault of ['ENOSPC', 'EIO', 'EACCES'] as const) {
    using _watch = watchFiles(
      (path) => path.startsWith(join(folder.path, 'runs')),
      () => fault,
    )
    expect(() => service.runs.start({ experiment: moons({ description: 'slip' }), templateId: null })).toThrow(StudioError)
    expect(service.runs.list()).toEqual([])
  }
  service.database.row('PRAGMA max_page_count = 1000000')
  const { id } = service.runs.start({ experiment: moons({ description: 'slip' }), templateId: null })
  expect(await service.ended(id)).toMatchObject({ status: 'finished' })
})


test('a history that fills up while a run tells of itself shows nothing it does not hold, and takes everything once there is room', async () => {
  await using folder = await temporaryFolder()
  await using service = openService(folder.path, { trainer: badTrainer })
  const { id } = service.runs.start({ experiment: moons({ description: 'flood' }), templateId: null })
  const pages = Number(Object.values(service.database.row('PRAGMA page_count') ?? {})[0])
  service.database.row(`PRAGMA max_page_count = ${pages + 12}`)
  const shown: RunEvent[] = []
  const watching = (async () => {
    for await (const event of service.runs.watch(id, 0)) shown.push(event)
  })()
  await expect.poll(async () => (await service.runs.log(id, 50)).join('\n')).toContain('told to pause')
  const held = compareHistory(service.database.file, folder.path, shown)
  expect(held).toMatchObject({ integrity: 'ok', missing: [] })
  expect(service.runs.get(id).status).not.toBe('finished')
  service.database.row('PRAGMA max_page_count = 1000000')
  await watching
  const kept = compareHistory(service.database.file, folder.path, shown)
  expect(kept).toMatchObject({ integrity: 'ok', missing: [] })
  expect(kept.shown).toBeGreaterThan(held.shown)
  expect(service.database.row('SELECT count(*) AS count FROM point')).toEqual({ count: 3000 * 3 + 5 })
  expect(service.runs.get(id).status).toBe('finished')
  tellFigures('History full while a run is recorded, then freed', { 'rows shown': kept.shown, 'rows missing': kept.missing.length })
})

function removeExport(out: string): void {
  rmSync(out, { recursive: true, force: true })
}

/** Everything that was written is on the disk before the export gets its name, and the name before the command says so. */
async function expectSynced(place: string, act: () => Promise<unknown>): Promise<void> {
  using watch = watchFiles((path) => path.startsWith(place))
  await act()
  const named = watch.operations.findIndex(({ kind }) => kind === 'rename')
  const source = watch.operations[named]?.path ?? ''
  const unsynced = new Set<string>()
  const write = (path: string): void => void [path, dirname(path)].forEach((each) => unsynced.add(each))
  for (const { kind, path, target } of watch.operations.slice(0, named)) {
    if (kind === 'write' || kind === 'make folder') write(path)
    if (kind === 'copy') write(target ?? '')
    if (kind === 'sync') unsynced.delete(path)
  }
  // Beside it lies only what becomes of no matter.
  expect([...unsynced].filter((path) => path === source || path.startsWith(`${source}${sep}`))).toEqual([])
  expect(watch.operations.slice(named).map(({ kind, path }) => [kind, path])).toContainEqual(['sync', place])
}

/** Names and sizes: run.json and the log hold no times of the export itself. */
function contentOf(out: string): string {
  if (out.endsWith('.zip')) return `${readFileSync(out).length}`
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${join(entry.parentPath, entry.name)} ${readFileSync(join(entry.parentPath, entry.name)).length}`)
    .sort()
    .join('\n')
}
