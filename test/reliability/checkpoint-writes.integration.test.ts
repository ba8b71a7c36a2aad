// A checkpoint is the old one or the new one, never half: every prefix of its recorded writes is replayed with everything a power
// cut may leave, and a damaged file is refused by its hash.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CounterRandom } from '@shared/tensors/counter-random'
import { StudioError } from '@shared/studio-error'
import { openDraftFolder } from '../../src-main/store/draft-folder'
import { openExperimentLibrary } from '../../src-main/store/experiment-library'
import { openVersionHistory } from '../../src-main/store/version-history'
import { readCheckpoint, readNewestCheckpoint } from '../../src-main/trainer/read-checkpoint'
import { writeFileAtomically } from '../../src-main/trainer/write-file-atomically'
import { smallExperiment } from '../main/trainer/small-experiments'
import { temporaryFolder } from '../support/temporary-folder'
import { amountOf, seed, tellFigures } from './support/amounts'
import { watchFiles, type Operation } from './support/file-faults'
import { afterPowerCut, type Aftermath } from './support/power-cut'
import { writeVersion } from './support/trained-model'

function same(a: Aftermath, b: Aftermath): boolean {
  return a === null || b === null ? a === b : Buffer.from(a).equals(b)
}

/** Records one write in many pieces, as a disk that takes little at a time makes it. */
async function recordWrite(folder: string, write: () => void | Promise<unknown>): Promise<readonly Operation[]> {
  let shortened = 0
  using watch = watchFiles(
    (path) => path.startsWith(folder),
    ({ kind }) => (kind === 'write' && (shortened += 1) <= 6 ? 'short' : null),
  )
  await write()
  return [...watch.operations]
}

/** Of the operations as recorded, what really reached the file: a short write took half. */
function taken(operations: readonly Operation[]): Operation[] {
  let shortened = 0
  return operations.map((operation) => {
    if (operation.kind !== 'write' || operation.bytes === undefined || (shortened += 1) > 6) return operation
    return { ...operation, bytes: operation.bytes.slice(0, Math.max(1, operation.bytes.length >> 1)) }
  })
}

interface Replay {
  states: number
  half: number
  /** After the last operation, nothing but the new content may be there. */
  atTheEnd: readonly Aftermath[]
}

function replay(operations: readonly Operation[], target: string, before: Aftermath, after: Aftermath): Replay {
  const tally: Replay = { states: 0, half: 0, atTheEnd: afterPowerCut(operations, target, before) }
  for (let length = 0; length <= operations.length; length += 1) {
    for (const state of afterPowerCut(operations.slice(0, length), target, before)) {
      tally.states += 1
      if (!same(state, before) && !same(state, after)) tally.half += 1
    }
  }
  return tally
}

describe('a power cut at any point of a write', () => {
  test('leaves the checkpoint before or the new one, and the new one for sure once the write has returned', async () => {
    await using folder = await temporaryFolder()
    const old = await writeVersion(folder.path, 1)
    const before = await readFile(old.path)
    const operations = taken(await recordWrite(folder.path, () => writeVersion(folder.path, 2)))
    const after = await readFile(old.path)
    expect(after.equals(before)).toBe(false)
    expect(operations.filter(({ kind }) => kind === 'write').length).toBe(7)

    const { states, half, atTheEnd } = replay(operations, old.path, before, after)
    expect({ half, atTheEnd: atTheEnd.map((state) => same(state, after)) }).toEqual({ half: 0, atTheEnd: [true] })

    const fresh = taken(await recordWrite(join(folder.path, 'fresh'), () => writeVersion(join(folder.path, 'fresh'), 3)))
    const target = join(folder.path, 'fresh', 'checkpoints', 'step-000000007.safetensors')
    const first = replay(fresh, target, null, await readFile(target))
    expect(first.half).toBe(0)
    tellFigures('Power cut at every prefix of a checkpoint’s writes, everything unsynced torn in every way', {
      operations: operations.length + fresh.length,
      'states replayed': states + first.states,
      'half-written checkpoints': half + first.half,
    })
  })

  test.each(['saved experiments', 'versions', 'drafts'] as const)('leaves %s old or new as well', async (kind) => {
    await using folder = await temporaryFolder()
    const experiment = smallExperiment()
    const library = openExperimentLibrary(folder.path)
    const versions = openVersionHistory(folder.path)
    const drafts = openDraftFolder(folder.path)
    const draft = { id: '_abcdefgh1234', libraryId: null, revision: null, templateId: null, savedAt: null, dirty: true, forkOf: null, unfinished: {}, history: null }
    // The second write replaces the first one's file: of a version, which is named after its content, with another name.
    const ways = {
      'saved experiments': { file: () => 'saved.latent.json', write: (text: string) => void library.save('saved', { ...experiment, description: text }) },
      versions: { file: () => join('mine', `${versions.list('mine').versions[0]?.id}.json`), write: (text: string) => void versions.keep('mine', experiment, { kind: 'named' }, text) },
      drafts: { file: () => `${draft.id}.json`, write: (text: string) => drafts.write({ ...draft, at: text.length, experiment: { ...experiment, description: text } }) },
    }
    const { file, write } = ways[kind]
    write('before')
    const target = join(folder.path, file())
    const before = await readFile(target)
    const operations = taken(await recordWrite(folder.path, () => write('changed')))
    const after = await readFile(target)
    const { half, atTheEnd } = replay(operations, target, before, after)
    expect({ changed: !after.equals(before), half, atTheEnd: atTheEnd.map((state) => same(state, after)) }).toEqual({ changed: true, half: 0, atTheEnd: [true] })
  })

  test('would show in a write that forgets a sync, the rename or the temporary file', async () => {
    await using folder = await temporaryFolder()
    const target = join(folder.path, 'file')
    await writeFileAtomically(target, Buffer.from('old'.repeat(100)))
    const [before, after] = [Buffer.from('old'.repeat(100)), Buffer.from('new'.repeat(100))]
    const operations = taken(await recordWrite(folder.path, () => writeFileAtomically(target, after)))
    const temporary = operations.find(({ kind }) => kind === 'open')?.path ?? ''
    const withoutSync = operations.filter(({ kind, path }) => kind !== 'sync' || path !== temporary)
    expect(replay(withoutSync, target, before, after).half).toBeGreaterThan(0)
    const withoutFolderSync = operations.filter(({ kind, path }) => kind !== 'sync' || path !== dirname(target))
    expect(replay(withoutFolderSync, target, before, after).atTheEnd.some((state) => same(state, before))).toBe(true)
    const inPlace = operations.filter(({ kind }) => kind !== 'rename').map((operation) => (operation.path === temporary ? { ...operation, path: target } : operation))
    expect(replay(inPlace, target, before, after).half).toBeGreaterThan(0)
  })
})

describe('a damaged checkpoint', () => {
  const damages = amountOf('checkpointDamages', 400)

  test(
    `${damages} flips, cuts, zeroed stretches and lengthenings: refused by name, never taken`,
    async () => {
      await using folder = await temporaryFolder()
      const reference = await writeVersion(folder.path, 1)
      const whole = await readFile(reference.path)
      const good = await readCheckpoint(reference)
      const random = new CounterRandom(seed, 'checkpoint damages')
      // Half of the flips hit the header, which is a small part of the file.
      const header = 8 + Number(whole.readBigUInt64LE(0))
      const place = (): number => random.below(random.uniform() < 0.5 ? header : whole.length)
      const ways: readonly (() => Buffer)[] = [
        () => {
          const bytes = Buffer.from(whole)
          const at = place()
          bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at)
          return bytes
        },
        () => whole.subarray(0, random.below(whole.length)),
        () => {
          const at = place()
          const bytes = Buffer.from(whole)
          bytes.fill(0, at, Math.min(bytes.length, at + 1 + random.below(4096)))
          return bytes.equals(whole) ? Buffer.alloc(0) : bytes
        },
        () => Buffer.concat([whole, Buffer.alloc(1 + random.below(64), random.below(256))]),
      ]
      const taken: string[] = []
      const path = join(folder.path, 'damaged', 'checkpoint.safetensors')
      await mkdir(dirname(path))
      for (let count = 0; count < damages; count += 1) {
        const bytes = ways[count % 3 === 0 ? 0 : count % ways.length]?.() ?? Buffer.alloc(0)
        await writeFile(path, bytes)
        try {
          const read = await readCheckpoint({ ...reference, path })
          const changed = [...bytes.entries()].find(([at, byte]) => byte !== whole[at])?.[0]
          taken.push(`taken although byte ${changed ?? whole.length} differs${JSON.stringify({ ...read, path: '' }) === JSON.stringify({ ...good, path: '' }) ? ', harmlessly' : ''}`)
        } catch (error) {
          if (!(error instanceof StudioError) || error.detail.code !== 'checkpoint-damaged' || error.detail.path !== path) taken.push(`refused in other words: ${String(error)}`)
        }
      }
      tellFigures('Damaged checkpoints read back', { damages, 'taken or refused without its name': taken.length })
      expect(taken).toEqual([])
    },
    60_000 + damages * 50,
  )

  test('is passed over for the newest whole one, and said so', async () => {
    await using folder = await temporaryFolder()
    const [older, newest] = [await writeVersion(join(folder.path, 'older'), 1), await writeVersion(join(folder.path, 'newest'), 2)]
    await writeFile(newest.path, (await readFile(newest.path)).subarray(0, 500))
    const told: string[] = []
    const taken = await readNewestCheckpoint([newest, older], (message) => told.push(message))
    expect(taken.path).toBe(older.path)
    expect(told).toEqual([expect.stringContaining('is damaged')])
    await writeFile(older.path, '')
    await expect(readNewestCheckpoint([newest, older], () => {})).rejects.toMatchObject({ detail: { code: 'checkpoint-damaged' } })
  })
})
