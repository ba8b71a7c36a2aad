// A damaged, newer or half-migrated database never costs the history: what cannot be read is refused in words and left as it was.
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CounterRandom } from '@shared/tensors/counter-random'
import { StudioError } from '@shared/studio-error'
import { silentLogger } from '../../src-main/logger'
import { migrations } from '../../src-main/store/migrations/catalogue'
import { openDatabase } from '../../src-main/store/open-database'
import { badTrainer, openService, smallExperiment } from '../main/runs/run-fixtures'
import { temporaryFolder } from '../support/temporary-folder'
import { amountOf, seed, tellFigures } from './support/amounts'

const options = { logger: silentLogger, describeHolder: () => 'Another' }

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** A history of some pages: a run with thousands of points, and one that failed. */
async function makeHistory(folder: string): Promise<string> {
  await using service = openService(folder, { trainer: badTrainer })
  for (const description of ['flood', 'exit']) await service.ended(service.runs.start({ experiment: smallExperiment({ description }), templateId: null }).id)
  return join(folder, 'studio.sqlite')
}

/** Everything the database says, table by table. */
function contentOf(connection: Database.Database): string {
  const tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all() as string[]
  const hash = createHash('sha256')
  for (const table of tables) hash.update(table).update(JSON.stringify(connection.prepare(`SELECT * FROM "${table}"`).raw().all()))
  return hash.digest('hex')
}

describe('a damaged database', () => {
  const damages = amountOf('databaseDamages', 120)

  test(
    `${damages} flips, zeroed pages and cuts: refused at the door, untouched and in words, or opened structurally whole`,
    async () => {
      await using folder = await temporaryFolder()
      const whole = readFileSync(await makeHistory(join(folder.path, 'data')))
      const original = join(folder.path, 'original.sqlite')
      writeFileSync(original, whole)
      const reference = new Database(original, { readonly: true })
      const content = contentOf(reference)
      reference.close()
      const random = new CounterRandom(seed, 'database damages')
      const page = 4096
      const ways: readonly ((bytes: Buffer) => Buffer)[] = [
        (bytes) => {
          for (let count = 1 + random.below(8); count > 0; count -= 1) {
            const at = random.below(bytes.length)
            bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at)
          }
          return bytes
        },
        // Where SQLite keeps its own bookkeeping: the file's head and the head of a page.
        (bytes) => {
          const at = random.uniform() < 0.3 ? random.below(100) : random.below(bytes.length / page) * page + random.below(12)
          bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at)
          return bytes
        },
        (bytes) => bytes.fill(0, random.below(bytes.length / page) * page).subarray(0, whole.length),
        (bytes) => {
          const from = random.below(bytes.length / page) * page
          return bytes.fill(random.below(256), from, from + page)
        },
        (bytes) => bytes.subarray(0, random.below(bytes.length)),
      ]
      const figures = { damages, refused: 0, harmless: 0, 'other values in a sound structure': 0 }
      const wrong: string[] = []
      for (let count = 0; count < damages; count += 1) {
        const place = join(folder.path, 'damaged')
        rmSync(place, { recursive: true, force: true })
        // The folders of its runs stay, as they do in life.
        mkdirSync(join(place, 'runs', 'abcdefgh1234'), { recursive: true })
        const file = join(place, 'studio.sqlite')
        writeFileSync(file, ways[count % ways.length]?.(Buffer.from(whole)) ?? Buffer.alloc(0))
        const before = hashOf(file)
        try {
          openDatabase(file, options).close()
        } catch (error) {
          figures.refused += 1
          if (!(error instanceof StudioError) || error.detail.fix === undefined) wrong.push(`${count}: refused without words: ${String(error)}`)
          if (hashOf(file) !== before) wrong.push(`${count}: refused, but changed`)
          continue
        }
        const connection = new Database(file, { readonly: true })
        try {
          if (contentOf(connection) === content) figures.harmless += 1
          // SQLite keeps no checksum of values: a flip inside a number or a text is another number or text.
          else figures['other values in a sound structure'] += 1
          const rows = connection.prepare('SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM run_event)').raw().get()
          if (JSON.stringify(rows) !== JSON.stringify([2, runEvents(original)])) wrong.push(`${count}: opened with rows missing: ${JSON.stringify(rows)}`)
        } catch (error) {
          wrong.push(`${count}: opened, but cannot be read: ${String(error)}`)
        } finally {
          connection.close()
        }
      }
      tellFigures('Damaged databases opened', { ...figures, 'changed, unreadable or refused without words': wrong.length })
      expect(wrong).toEqual([])
      expect(figures.refused).toBeGreaterThan(damages / 4)
    },
    60_000 + damages * 500,
  )

  test('one that was cut to nothing is not taken for a new one while there are runs', async () => {
    await using folder = await temporaryFolder()
    const file = await makeHistory(folder.path)
    writeFileSync(file, '')
    expect(() => openDatabase(file, options)).toThrow(/damaged/)
    expect(readFileSync(file).length).toBe(0)
  })

  test('one of a newer studio is refused untouched', async () => {
    await using folder = await temporaryFolder()
    const file = await makeHistory(folder.path)
    const connection = new Database(file)
    connection.pragma('user_version = 1000')
    connection.close()
    const before = hashOf(file)
    expect(() => openDatabase(file, options)).toThrow(/newer/)
    expect(hashOf(file)).toBe(before)
    expect(readdirSync(folder.path).filter((name) => name.includes('.before-'))).toEqual([])
  })
})

function runEvents(file: string): number {
  const connection = new Database(file, { readonly: true })
  try {
    return Number(connection.prepare('SELECT count(*) FROM run_event').pluck().get())
  } finally {
    connection.close()
  }
}

interface Schema {
  readonly version: number
  readonly sql: unknown
}

function schemaOf(file: string): Schema {
  const connection = new Database(file)
  try {
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok')
    return { version: Number(connection.pragma('user_version', { simple: true })), sql: connection.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').raw().all() }
  } finally {
    connection.close()
  }
}

describe('migrations killed at every statement', () => {
  const child = resolve(import.meta.dirname, 'support/migrate-and-die.mjs')
  const stride = amountOf('migrationStride', 5)

  test('leave the schema before or the one after, with every row, and go on at the next start', async () => {
    await using folder = await temporaryFolder()
    const schemas = new Map<number, unknown>()
    for (let version = 0; version <= migrations.length; version += 1) {
      const file = join(folder.path, `schema-${version}.sqlite`)
      if (version > 0) openDatabase(file, { ...options, migrations: migrations.slice(0, version) }).close()
      schemas.set(version, version === 0 ? [] : schemaOf(file).sql)
    }
    // From nothing, and from the first schema with a run in it.
    const old = join(folder.path, 'old.sqlite')
    const filled = openDatabase(old, { ...options, migrations: migrations.slice(0, 1) })
    filled.run(`INSERT INTO run (id, name, status, experiment, experiment_name, recipe, dataset, primary_metric, created_at) VALUES ('abcdefgh1234', 'first', 'finished', '{}', 'x', 'x', 'x', 'x', 1)`)
    filled.close()

    let kills = 0
    const wrong: string[] = []
    for (const from of [null, old]) {
      let survived = false
      for (let at = 1; !survived; at += stride) {
        const place = join(folder.path, `kill-${from === null ? 'new' : 'old'}-${at}`)
        mkdirSync(place)
        const file = join(place, 'studio.sqlite')
        if (from !== null) copyFileSync(from, file)
        const { signal, status, stderr } = spawnSync(process.execPath, [child, file, String(at)], { encoding: 'utf8' })
        survived = signal === null
        if (survived) expect([status, stderr]).toEqual([0, ''])
        else kills += 1
        if (readdirSync(place).includes('studio.sqlite')) {
          const { version, sql } = schemaOf(file)
          if (JSON.stringify(schemas.get(version)) !== JSON.stringify(sql)) wrong.push(`killed at ${at}: a schema that is none, version ${version}`)
        } else if (from !== null) wrong.push(`killed at ${at}: the database is gone`)
        for (const name of readdirSync(place)) if (/^studio\.before-v\d+\.sqlite$/.test(name) && schemaOf(join(place, name)).version !== 1) wrong.push(`killed at ${at}: the backup is not the schema before`)
        const again = openDatabase(file, options)
        const rows = again.row('SELECT count(*) AS count FROM run')?.['count']
        again.close()
        if (schemaOf(file).version !== migrations.length || rows !== (from === null ? 0 : 1)) wrong.push(`killed at ${at}: did not go on, ${String(rows)} runs`)
      }
    }
    tellFigures('Migrations killed at a statement', { kills, 'neither the old nor the new schema, or rows lost': wrong.length })
    expect(wrong).toEqual([])
    expect(kills).toBeGreaterThan(10)
  }, 300_000)
})
