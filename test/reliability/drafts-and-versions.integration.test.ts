// Drafts and versions that the studio said it has kept are there, whole, when its host was killed, between two writes or during one.
import { readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Draft } from '@shared/contract/drafts'
import type { Experiment } from '@shared/experiment/experiment'
import { CounterRandom } from '@shared/tensors/counter-random'
import { smallExperiment } from '../main/runs/run-fixtures'
import { temporaryFolder } from '../support/temporary-folder'
import { amountOf, seed, tellFigures } from './support/amounts'
import { startWatchedHost, until, type WatchedHost } from './support/watched-host'

const kills = amountOf('hostKills', 3)
/** A kill comes within so many answers. */
const MOST_ANSWERS = 24
const DRAFT = '_abcdefgh1234'
const HISTORY = 'mine'

const numbered = (number: number): Experiment => ({ ...smallExperiment(), description: `change ${number}` })

function draftOf(number: number): Draft {
  return { id: DRAFT, at: number, experiment: numbered(number), libraryId: null, revision: null, templateId: null, savedAt: null, dirty: true, forkOf: null, unfinished: {}, history: null }
}

/** What a page was told is kept. */
class Page {
  readonly versions = new Map<string, number>()
  draft = 0
  private number = 0
  private going = true

  get answers(): number {
    return this.versions.size
  }

  /** Edits, keeps the draft, names a version, and again, until the host is gone or it is told to rest. */
  async work(host: WatchedHost): Promise<void> {
    this.going = true
    try {
      while (this.going) {
        this.number += 1
        const { number } = this
        const [version] = await Promise.all([
          host.client.versions.keep({ history: HISTORY, experiment: numbered(number), what: { kind: 'named' }, name: `number ${number}` }).then((kept) => {
            this.versions.set(kept.id, number)
            return kept
          }),
          host.client.drafts.write(draftOf(number)).then(() => (this.draft = number)),
        ])
        expect(version.name).toBe(`number ${number}`)
      }
    } catch (error) {
      if (this.going) throw error
    }
  }

  rest(): void {
    this.going = false
  }

  /** The last that was asked for, answered or not. */
  get asked(): number {
    return this.number
  }
}

test(`the host is killed ${kills} times over drafts and versions: what was acknowledged is there and whole, and a torn file is named`, async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const random = new CounterRandom(seed, 'draft kills')
  const page = new Page()
  let duringWrites = 0
  let host = await startWatchedHost(data)
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const enough = page.answers + 1 + random.below(MOST_ANSWERS)
      const working = page.work(host)
      await Promise.race([until(`${enough} answers`, () => page.answers >= enough), working])
      page.rest()
      // Every other time while it writes; else once all has been answered.
      if (kill % 2 === 1) await working
      await host.kill()
      await working
      if (page.draft < page.asked || page.versions.size < page.asked) duringWrites += 1

      host = await startWatchedHost(data)
      const { versions, damaged } = await host.client.versions.list({ history: HISTORY })
      const draft = await host.client.drafts.read({ id: DRAFT })
      const there = new Set(versions.map(({ id }) => id))
      expect({ missing: [...page.versions].filter(([id]) => !there.has(id as never)), damaged, drafts: (await host.client.drafts.list()).map(({ id, problem }) => [id, problem]) }).toEqual({ missing: [], damaged: [], drafts: [[DRAFT, null]] })
      // The one before the kill, or the one that was being written: never an older one, never half of one.
      expect(draft).toEqual(draftOf(draft !== null && draft.at > page.draft ? page.asked : page.draft))
      for (const { id, name } of versions) expect(`number ${(await host.client.versions.open({ history: HISTORY, id })).experiment.description.replace('change ', '')}`).toBe(name)
    }

    const [torn, ...whole] = [...page.versions.keys()]
    const file = join(data, 'versions', HISTORY, `${torn}.json`)
    await truncate(file, (await readFile(file)).length >> 1)
    await truncate(join(data, 'drafts', `${DRAFT}.json`), 20)
    const { versions, damaged } = await host.client.versions.list({ history: HISTORY })
    expect(versions.map(({ id }) => id)).toEqual(expect.arrayContaining(whole))
    expect(damaged.map(({ file: name, problem }) => [name, problem.code])).toEqual([[`${torn}.json`, 'version-damaged']])
    expect((await host.client.drafts.list()).map(({ id, problem }) => [id, problem?.code])).toEqual([[DRAFT, 'draft-damaged']])
  } finally {
    await host.stop()
  }
  tellFigures('SIGKILL of the local host while a page keeps drafts and versions', { kills, 'answers not yet given at the kill': duringWrites, 'versions acknowledged': page.versions.size, 'missing or damaged': 0 })
}, 120_000 + kills * 20_000)
