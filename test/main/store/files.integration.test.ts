// Files of the store on a real disk: atomic writes, contained run folders, the library, a data folder that cannot be written.
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import { runIdSchema } from '@shared/run/run-events'
import { prepareDataFolder } from '../../../src-main/store/data-folder'
import { openExperimentLibrary, slugOf } from '../../../src-main/store/experiment-library'
import { describeHolder, readHostFile, removeHostFile, writeHostFile } from '../../../src-main/store/host-file'
import { isContainedPath, openRunFolders } from '../../../src-main/store/run-folders'
import { writeAtomically } from '../../../src-main/files/write-atomically'
import { temporaryFolder } from '../../support/temporary-folder'
import { refusalOf } from '../../support/refusal'

const run = runIdSchema.parse('abcdefgh1234')

const experiment: Experiment = {
  format: 'latent-studio-experiment',
  version: 3,
  name: 'VAE on MNIST',
  description: '',
  networks: [],
  recipe: { id: 'vae', parameters: {}, roles: {} },
  dataset: { id: 'mnist', parameters: {} },
  training: { epochs: 1, steps: null, batchSize: 1, seed: 0, optimizers: {} },
  recording: { evaluateEverySteps: null, snapshotEverySteps: null, checkpointEverySteps: null, sampleCount: 1, reconstructionCount: 1, latentCount: 1 },
}

const codeOf = (work: () => unknown): string => refusalOf(work).code

describe('atomic writes', () => {
  test('a failed write leaves the old file and nothing beside it', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'a.json')
    writeAtomically(file, 'old')
    mkdirSync(join(folder.path, 'b.json'))
    expect(() => writeAtomically(join(folder.path, 'b.json'), 'a folder is in the way')).toThrow()
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(readdirSync(folder.path).sort()).toEqual(['a.json', 'b.json'])
  })

  test('a private file is readable by its owner alone', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'key')
    writeAtomically(file, 'secret', 0o600)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})

describe('run folders', () => {
  const vectors = ['../canary', '..', '.', '', '/etc/passwd', 'a/../../canary', 'a//b', 'a\\..\\b', 'c:/x', 'a\0b', './a', 'a/./b', '..\\canary', 'a:stream', `${'a/'.repeat(300)}b`]

  test.each(vectors)('%j is no path inside a run', (vector) => {
    expect(isContainedPath(vector)).toBe(false)
  })

  test('no vector reaches a canary outside, not even through a link', async () => {
    await using folder = await temporaryFolder()
    const root = join(folder.path, 'runs')
    mkdirSync(root)
    writeFileSync(join(folder.path, 'canary'), 'outside')
    mkdirSync(join(folder.path, 'elsewhere'))
    writeFileSync(join(folder.path, 'elsewhere', 'canary'), 'outside')
    const folders = openRunFolders(root)
    const own = folders.create(run)
    writeFileSync(join(own, 'real.png'), 'inside')
    symlinkSync(join(folder.path, 'canary'), join(own, 'link.png'))
    symlinkSync(join(folder.path, 'elsewhere'), join(own, 'snapshots'))
    expect(folders.resolveFile(run, 'real.png')).toBe(join(own, 'real.png'))
    for (const vector of [...vectors, 'link.png', 'snapshots/canary']) expect([vector, folders.resolveFile(run, vector)]).toEqual([vector, undefined])
  })

  test('deleting a run deletes its folder and follows no link out of it', async () => {
    await using folder = await temporaryFolder()
    const root = join(folder.path, 'runs')
    mkdirSync(root)
    mkdirSync(join(folder.path, 'kept'))
    writeFileSync(join(folder.path, 'kept', 'canary'), 'outside')
    const folders = openRunFolders(root)
    symlinkSync(join(folder.path, 'kept'), join(folders.create(run), 'way-out'))
    await folders.delete(run)
    expect(readdirSync(root)).toEqual([])
    expect(existsSync(join(folder.path, 'kept', 'canary'))).toBe(true)

    symlinkSync(join(folder.path, 'kept'), join(root, run))
    await folders.delete(run)
    expect(readdirSync(root)).toEqual([])
    expect(existsSync(join(folder.path, 'kept', 'canary'))).toBe(true)
  })
})

describe('the library of experiments', () => {
  test('saves, lists, opens and deletes; a new name never overwrites an old file', async () => {
    await using folder = await temporaryFolder()
    const library = openExperimentLibrary(folder.path)
    const first = library.save(null, experiment)
    const second = library.save(null, experiment)
    expect([first.id, second.id]).toEqual(['vae-on-mnist', 'vae-on-mnist-2'])
    library.save(first.id, { ...experiment, name: 'Renamed' })
    expect(JSON.parse(library.read(first.id).text)).toMatchObject({ name: 'Renamed' })
    expect(library.list().map((entry) => entry.name).sort()).toEqual(['Renamed', 'VAE on MNIST'])
    library.delete(first.id)
    expect(codeOf(() => library.read(first.id))).toBe('experiment-not-found')
  })

  test.each(['../canary', 'a/b', '', '.', 'A', 'x'.repeat(100)])('%j is no id', async (id) => {
    await using folder = await temporaryFolder()
    const library = openExperimentLibrary(folder.path)
    expect(codeOf(() => library.read(id))).toBe('experiment-not-found')
    expect(codeOf(() => library.save(id, experiment))).toBe('experiment-not-found')
    expect(codeOf(() => library.delete(id))).toBe('experiment-not-found')
  })

  test('names become file names that every system takes', () => {
    expect(['VAE on MNIST', 'Über-größe Ænd', '../../etc', '日本', 'a'.repeat(200), '---'].map(slugOf)).toEqual(['vae-on-mnist', 'uber-gro-e-nd', 'etc', 'experiment', 'a'.repeat(60), 'experiment'])
  })
})

describe('the data folder', () => {
  test('a file in its place, or a folder that cannot be written, is refused in words', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'file')
    writeFileSync(file, '')
    expect(codeOf(() => prepareDataFolder(file))).toBe('data-folder-not-writable')
    expect(codeOf(() => prepareDataFolder(join(file, 'inside')))).toBe('data-folder-not-writable')
    if (process.getuid?.() === 0) return
    const closed = join(folder.path, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o500)
    expect(codeOf(() => prepareDataFolder(closed))).toBe('data-folder-not-writable')
  })

  test('host.json names its holder while that lives, and only then', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'host.json')
    expect(describeHolder(file)).toBe('Another Latent Studio')
    writeHostFile(file, { format: 1, pid: process.pid, host: 'desktop', startedAt: 1, url: null, token: null })
    expect(describeHolder(file)).toBe(`The desktop application (process ${process.pid})`)
    removeHostFile(file)
    expect(existsSync(file)).toBe(false)
    writeHostFile(file, { format: 1, pid: 2 ** 22 + 1, host: 'local-host', startedAt: 1, url: 'http://127.0.0.1:1/', token: 'x' })
    expect(readHostFile(file)).toBeNull()
    writeFileSync(file, '{"format": 1')
    expect(readHostFile(file)).toBeNull()
  })
})
