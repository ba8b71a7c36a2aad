// Versions, drafts and own templates on a real disk, and through the contract of a real studio.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Draft } from '@shared/contract/drafts'
import type { Experiment } from '@shared/experiment/experiment'
import { createHistory, commit, undo } from '@shared/graph/edit-history'
import { packHistory, unpackHistory } from '@shared/graph/pack-history'
import { createStudio, type Studio } from '../../../src-main/api/create-studio'
import { locate } from '../../../src-main/locations'
import { silentLogger } from '../../../src-main/logger'
import { openDraftFolder } from '../../../src-main/store/draft-folder'
import { MOST_UNNAMED, openVersionHistory } from '../../../src-main/store/version-history'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from '../runs/run-fixtures'
import { refusalOf, rejectionOf } from '../../support/refusal'

const run = { kind: 'trained', run: 'abcdefgh1234', runName: 'calm-fjord-1' } as never
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

function clock(): () => number {
  let time = 1000
  return () => (time += 1)
}

function open(path: string): { readonly studio: Studio } & AsyncDisposable {
  const studio = createStudio({ dataDirectory: path, locations: locate(), host: 'local-host', logger: silentLogger })
  return { studio, [Symbol.asyncDispose]: () => studio.close() }
}

function named(name: string): Experiment {
  return { ...smallExperiment(), name }
}

describe('the versions of an experiment', () => {
  test('equal content is one version that tells of every occasion; another content is another', async () => {
    await using folder = await temporaryFolder()
    const history = openVersionHistory(folder.path, clock())
    const first = history.keep('mine', named('A'), { kind: 'saved' })
    history.keep('mine', named('B'), { kind: 'saved' })
    history.keep('mine', named('A'), run)
    history.keep('mine', named('A'), { kind: 'named' }, 'the good one')
    expect(history.list('mine').versions.map(({ experimentName, name, occasions }) => [experimentName, name, occasions.map(({ what }) => what.kind)])).toEqual([
      ['A', 'the good one', ['saved', 'trained', 'named']],
      ['B', null, ['saved']],
    ])
    expect(history.open('mine', first.id)).toMatchObject({ experiment: named('A'), version: { name: 'the good one' } })
    expect(history.rename('mine', first.id, null).name).toBeNull()
    history.delete('mine', first.id)
    expect(refusalOf(() => history.open('mine', first.id)).code).toBe('version-not-found')
  })

  test('only so many stay, the named ones always', async () => {
    await using folder = await temporaryFolder()
    const history = openVersionHistory(folder.path, clock())
    history.keep('mine', named('first'), { kind: 'named' }, 'first of all')
    for (let count = 0; count < MOST_UNNAMED + 3; count += 1) history.keep('mine', named(`number ${count}`), { kind: 'saved' })
    const { versions } = history.list('mine')
    expect([versions.length, versions.at(-1)?.name, versions.some(({ experimentName }) => experimentName === 'number 2'), versions.some(({ experimentName }) => experimentName === 'number 3')]).toEqual([MOST_UNNAMED + 1, 'first of all', false, true])
  })

  test('a damaged file is named, with what is wrong, and the rest stays; keeping its content again mends it', async () => {
    await using folder = await temporaryFolder()
    const history = openVersionHistory(folder.path, clock())
    const [a, b, c] = ['A', 'B', 'C'].map((name) => history.keep('mine', named(name), { kind: 'saved' }).id)
    writeFileSync(join(folder.path, 'mine', `${a}.json`), '{"format": "late')
    const other = join(folder.path, 'mine', `${b}.json`)
    writeFileSync(other, readFileSync(other, 'utf8').replace('"name":"B"', '"name":"X"'))
    const { versions, damaged } = history.list('mine')
    expect([versions.map(({ id }) => id), damaged.map(({ file }) => file).sort()]).toEqual([[c], [`${a}.json`, `${b}.json`].sort()])
    expect(damaged.every(({ problem }) => problem.code === 'version-damaged' && problem.got !== undefined && problem.fix !== undefined)).toBe(true)
    history.keep('mine', named('A'), { kind: 'saved' })
    expect(history.list('mine').damaged.map(({ file }) => file)).toEqual([`${b}.json`])
  })

  test.each(['../canary', 'a/b', '..', '', 'A', '_short'])('%j is no history', async (id) => {
    await using folder = await temporaryFolder()
    const history = openVersionHistory(join(folder.path, 'versions'))
    expect(() => history.keep(id, named('A'), { kind: 'saved' })).toThrow()
    expect(() => history.deleteAll(id)).toThrow()
    expect(readdirSync(folder.path)).toEqual([])
  })
})

describe('saving through the contract', () => {
  test('each save is a version, a draft’s own come along, and what was there before versions is kept too', async () => {
    await using folder = await temporaryFolder()
    mkdirSync(join(folder.path, 'experiments'), { recursive: true })
    writeFileSync(join(folder.path, 'experiments', 'old.latent.json'), JSON.stringify(named('Of before')))
    await using opened = open(folder.path)
    const { client } = opened.studio
    const draft = '_abcdefgh1234'
    await client.versions.keep({ history: draft, experiment: named('Draft'), what: { kind: 'named' }, name: 'idea' })
    const saved = await client.experiments.save({ id: null, experiment: named('Draft 2'), draft })
    expect((await client.versions.list({ history: saved.id })).versions.map(({ name, occasions }) => [name, occasions.at(-1)?.what.kind])).toEqual([[null, 'saved'], ['idea', 'named']])
    expect((await client.versions.list({ history: draft })).versions).toEqual([])
    await client.experiments.save({ id: 'old', experiment: named('Of now') })
    expect((await client.versions.list({ history: 'old' })).versions.map(({ experimentName, occasions }) => [experimentName, occasions[0]?.what.kind]).toSorted()).toEqual([['Of before', 'kept'], ['Of now', 'saved']])
    await client.experiments.delete({ id: 'old' })
    expect((await client.versions.list({ history: 'old' })).versions).toEqual([])
  })

  test('what another window saved meanwhile is never overwritten unasked; saved over, it stays as a version', async () => {
    await using folder = await temporaryFolder()
    await using opened = open(folder.path)
    const { client } = opened.studio
    const first = await client.experiments.save({ id: null, experiment: named('Mine') })
    const other = await client.experiments.save({ id: first.id, experiment: { ...named('Mine'), description: 'by the other window' }, base: first.revision })
    const mine = { ...named('Mine'), description: 'by this window' }
    const refused = await rejectionOf(client.experiments.save({ id: first.id, experiment: mine, base: first.revision }))
    expect(refused).toMatchObject({ code: 'experiment-changed-elsewhere', path: first.id, message: expect.stringContaining('Mine'), fix: expect.stringContaining('Keep both') })
    expect((await client.experiments.open({ id: first.id })).experiment.description).toBe('by the other window')
    await client.experiments.save({ id: first.id, experiment: mine, base: other.revision })
    expect((await client.versions.list({ history: first.id })).versions).toHaveLength(3)
  })
})

describe('drafts', () => {
  const before = createHistory(named('Before'))
  const history = undo(commit(commit(before, [{ kind: 'set-value', path: 'training.epochs', value: 3 }], 'Change epochs'), [{ kind: 'set-value', path: 'name', value: 'After' }], 'Rename experiment'))
  const draft: Draft = {
    id: '_abcdefgh1234', at: 5, experiment: history.present, libraryId: null, revision: null, templateId: null, savedAt: null, dirty: true, forkOf: null, unfinished: {}, history: packHistory(history),
  }

  test('a draft with its undo and redo survives the host, killed or not; a damaged one is named', async () => {
    await using folder = await temporaryFolder()
    {
      await using opened = open(folder.path)
      expect(await opened.studio.client.drafts.read({ id: draft.id })).toBeNull()
      await opened.studio.client.drafts.write(draft)
    }
    writeFileSync(join(folder.path, 'drafts', '_zzzzzzzz1234.json'), '{"id"')
    await using opened = open(folder.path)
    const { client } = opened.studio
    expect((await client.drafts.list()).map(({ name, dirty, held, problem }) => [name, dirty, held, problem?.code])).toEqual([['Before', true, false, undefined], ['_zzzzzzzz1234', true, false, 'draft-damaged']])
    const read = await client.drafts.read({ id: draft.id })
    expect(read).toEqual(draft)
    const unpacked = read?.history == null ? null : unpackHistory(read.history)
    expect(unpacked).toEqual(history)
    expect((await rejectionOf(client.drafts.read({ id: '_zzzzzzzz1234' }))).code).toBe('draft-damaged')
  })

  test('one window holds a draft until it goes', async () => {
    await using folder = await temporaryFolder()
    await using opened = open(folder.path)
    const { client } = opened.studio
    await client.drafts.write(draft)
    const leave = new AbortController()
    const first = await client.drafts.hold({ id: draft.id }, { signal: leave.signal })
    expect(await first.next()).toMatchObject({ value: { held: true } })
    expect((await client.drafts.list())[0]?.held).toBe(true)
    const second = await client.drafts.hold({ id: draft.id })
    expect(await second.next()).toMatchObject({ value: { held: false } })
    const rest = first.next().catch(() => 'ended')
    leave.abort()
    await rest
    await expect.poll(async () => (await client.drafts.list())[0]?.held).toBe(false)
    const third = await client.drafts.hold({ id: draft.id })
    expect(await third.next()).toMatchObject({ value: { held: true } })
    await third.return?.()
  })

  test('drafts with nothing unsaved are only kept while they are few', async () => {
    await using folder = await temporaryFolder()
    const drafts = openDraftFolder(folder.path)
    for (let count = 0; count < 30; count += 1) drafts.write({ ...draft, id: `_aaaaaaaaaa${String(count).padStart(2, '0')}`, at: count, dirty: count < 2 })
    drafts.hold(draft.id)
    drafts.release(draft.id)
    expect(drafts.list().filter(({ dirty }) => !dirty)).toHaveLength(20)
    expect(drafts.list().filter(({ dirty }) => dirty)).toHaveLength(2)
  })
})

describe('templates of one’s own', () => {
  const words = { title: 'My VAE', summary: 'Mine.', family: 'autoencoders' as const }

  test('stand beside the shipped ones, are renamed, handed on as files and deleted', async () => {
    await using folder = await temporaryFolder()
    await using opened = open(folder.path)
    const { client } = opened.studio
    const shipped = (await client.templates.list()).length
    const made = await client.templates.save({ ...words, picture: PIXEL, experiment: named('Mine') })
    expect(made).toMatchObject({ id: 'own-my-vae', own: true, picture: `data:image/png;base64,${PIXEL}` })
    await client.templates.describe({ id: made.id, ...words, title: 'Renamed' })
    const { text, fileName } = await client.templates.file({ id: made.id })
    expect(fileName).toBe('my-vae.latent-template.json')
    const again = await client.templates.import({ text, fileName })
    expect([again.id, again.title, again.experiment]).toEqual(['own-renamed', 'Renamed', named('Mine')])
    expect((await client.templates.list()).slice(shipped).map(({ id, own }) => [id, own])).toEqual([['own-my-vae', true], ['own-renamed', true]])
    await client.templates.delete({ id: made.id })
    expect((await rejectionOf(client.templates.describe({ id: made.id, ...words }))).code).toBe('template-not-found')
    expect((await rejectionOf(client.templates.delete({ id: 'vae-mnist' }))).code).toBe('template-not-found')
  })

  test.each([
    ['{"for', 'template-not-json'],
    ['{"format": "latent-studio-experiment"}', 'template-does-not-fit'],
    [JSON.stringify({ format: 'latent-studio-template', version: 1, ...words, picture: null, experiment: { format: 'x' } }), 'experiment-wrong-format'],
    [JSON.stringify({ format: 'latent-studio-template', version: 1, ...words, picture: Buffer.from('GIF89a, or so it says, and goes on').toString('base64'), experiment: smallExperiment() }), 'template-picture-refused'],
    [JSON.stringify({ format: 'latent-studio-template', version: 1, ...words, picture: bomb(), experiment: smallExperiment() }), 'template-picture-refused'],
  ])('a file that is none is refused by its name: %#', async (text, code) => {
    await using folder = await temporaryFolder()
    await using opened = open(folder.path)
    const detail = await rejectionOf(opened.studio.client.templates.import({ text, fileName: 'handed.latent-template.json' }))
    expect([detail.code, detail.path?.includes('handed.latent-template.json')]).toEqual([code, true])
    expect((await opened.studio.client.templates.list()).some(({ own }) => own)).toBe(false)
  })
})

/** A PNG whose header claims 60,000 x 60,000 pixels. */
function bomb(): string {
  const bytes = Buffer.from(PIXEL, 'base64')
  bytes.writeUInt32BE(60_000, 16)
  bytes.writeUInt32BE(60_000, 20)
  return bytes.toString('base64')
}
