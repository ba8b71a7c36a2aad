// The database at open: one owner, damage and strangers refused untouched, migrations with a backup and all or nothing.
import Database from 'better-sqlite3'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { describe, expect, test, vi } from 'vitest'
import { silentLogger } from '../../../src-main/logger'
import { SqliteDatabase } from '../../../src-main/store/database'
import { openDatabase } from '../../../src-main/store/open-database'
import { migrations } from '../../../src-main/store/migrations/catalogue'
import type { Migration } from '../../../src-main/store/migrations/migration'
import { temporaryFolder } from '../../support/temporary-folder'
import { refusalOf } from '../../support/refusal'

const require = createRequire(import.meta.url)
const options = { logger: silentLogger, describeHolder: () => 'The local host (process 4711)' }

const codeOf = (work: () => unknown): string => refusalOf(work).code

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** A database with enough in it to have pages worth damaging. */
function filled(file: string): void {
  const database = openDatabase(file, options)
  for (let index = 0; index < 400; index += 1) {
    database.run(
      `INSERT INTO run (id, name, status, experiment, experiment_name, recipe, dataset, primary_metric, created_at) VALUES (?, ?, 'finished', ?, 'e', 'vae', 'mnist', 'test/loss', 1)`,
      `run${index}`,
      `name-${index}`,
      'x'.repeat(300),
    )
  }
  database.close()
}

describe('opening the database', () => {
  test('a second opener is refused and told who holds it, in this process and in another; a crash of the owner frees it', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'studio.sqlite')
    const first = openDatabase(file, options)
    expect(() => openDatabase(file, options)).toThrow('The local host (process 4711) is using this data folder already.')
    first.close()

    const script = `const D = require(${JSON.stringify(require.resolve('better-sqlite3'))}); const d = new D(${JSON.stringify(file)}); d.pragma('locking_mode = EXCLUSIVE'); d.exec('BEGIN EXCLUSIVE; COMMIT'); d.exec("INSERT INTO run (id, name, status, experiment, experiment_name, recipe, dataset, primary_metric, created_at) VALUES ('aaaaaaaa', 'n', 'running', '{}', 'e', 'vae', 'mnist', 'x', 1)"); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(codeOf(() => openDatabase(file, options))).toBe('data-folder-in-use')
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('close', resolve))
    const again = openDatabase(file, options)
    // What the crashed owner had committed is there.
    expect(again.row('SELECT count(*) AS count FROM run')).toEqual({ count: 1 })
    expect(again.row('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' })
    again.close()
  })

  test('damage anywhere is found at open, and the file stays as it was', async () => {
    await using folder = await temporaryFolder()
    const whole = join(folder.path, 'whole.sqlite')
    filled(whole)
    const bytes = readFileSync(whole)
    const damages: readonly (readonly [string, (copy: Buffer) => Buffer])[] = [
      ['header', (copy) => (copy.fill(0x58, 0, 16), copy)],
      ['a page in the middle', (copy) => (copy.fill(0xff, 4096 * 4, 4096 * 5), copy)],
      ['the page after the first', (copy) => (copy.fill(0x00, 4096, 4096 * 2), copy)],
      ['truncated in half', (copy) => copy.subarray(0, 4096 * Math.floor(copy.length / 8192))],
    ]
    for (const [what, damage] of damages) {
      const file = join(folder.path, 'studio.sqlite')
      writeFileSync(file, damage(Buffer.from(bytes)))
      const before = hashOf(file)
      expect([what, codeOf(() => openDatabase(file, options))]).toEqual([what, 'database-damaged'])
      expect(hashOf(file)).toBe(before)
    }
  })

  test('a newer schema and a foreign database are refused untouched', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'studio.sqlite')
    filled(file)
    const raw = new Database(file)
    raw.pragma('user_version = 99')
    raw.close()
    const before = hashOf(file)
    expect(codeOf(() => openDatabase(file, options))).toBe('database-newer')
    expect(hashOf(file)).toBe(before)

    const foreign = join(folder.path, 'foreign.sqlite')
    const other = new Database(foreign)
    other.exec('CREATE TABLE recipe (name TEXT)')
    other.close()
    const foreignBefore = hashOf(foreign)
    expect(codeOf(() => openDatabase(foreign, options))).toBe('database-foreign')
    expect(hashOf(foreign)).toBe(foreignBefore)
  })

  test('an existing database is copied before it is migrated; a step that fails leaves the version before', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'studio.sqlite')
    filled(file)
    const newest = migrations.length
    const next: Migration = { version: newest + 1, title: 'A new column', sql: 'ALTER TABLE run ADD COLUMN colour TEXT' }
    const broken: Migration = { version: newest + 2, title: 'Nonsense', sql: 'ALTER TABLE run ADD COLUMN size TEXT; INSERT INTO nowhere VALUES (1)' }
    expect(codeOf(() => openDatabase(file, { ...options, migrations: [...migrations, next, broken] }))).toBe('migration-failed')

    const backup = join(folder.path, `studio.before-v${newest + 2}.sqlite`)
    expect(existsSync(backup)).toBe(true)
    const copy = new Database(backup, { readonly: true })
    expect([copy.pragma('user_version', { simple: true }), copy.prepare('SELECT count(*) FROM run').pluck().get()]).toEqual([newest, 400])
    copy.close()

    const migrated = openDatabase(file, { ...options, migrations: [...migrations, next] })
    expect(migrated.row('PRAGMA user_version')).toEqual({ user_version: newest + 1 })
    expect(migrated.rows('PRAGMA table_info(run)').map((row) => row['name'])).toContain('colour')
    expect(migrated.rows('PRAGMA table_info(run)').map((row) => row['name'])).not.toContain('size')
    migrated.close()
    expect(readdirSync(folder.path).filter((name) => name.includes('partial'))).toEqual([])
  })

  test('a backup that cannot be made is told in words; the history stays as it was and nothing is left beside it', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'studio.sqlite')
    filled(file)
    const next: Migration = { version: migrations.length + 1, title: 'A new column', sql: 'ALTER TABLE run ADD COLUMN colour TEXT' }
    const inTheWay = join(folder.path, `studio.before-v${next.version}.sqlite`)
    mkdirSync(inTheWay)
    expect(codeOf(() => openDatabase(file, { ...options, migrations: [...migrations, next] }))).toBe('migration-backup-failed')
    expect(readdirSync(folder.path).filter((name) => name.includes('partial'))).toEqual([])
    const database = openDatabase(file, options)
    expect(database.row('PRAGMA user_version')).toEqual({ user_version: migrations.length })
    database.close()
  })

  test.runIf(process.platform === 'linux')('a disk that refuses to confirm costs no open file, however often it is asked', async () => {
    await using folder = await temporaryFolder()
    const database = openDatabase(join(folder.path, 'studio.sqlite'), options)
    database.transaction(() => database.run('DELETE FROM setting'))
    const log = join(folder.path, 'studio.sqlite-wal')
    const openFiles = (): number =>
      readdirSync('/proc/self/fd').filter((name) => {
        try {
          return readlinkSync(`/proc/self/fd/${name}`) === log
        } catch {
          return false
        }
      }).length
    const before = openFiles()
    await using some = await open(log, 'r')
    const refusing = vi.spyOn(Object.getPrototypeOf(some) as FileHandle, 'datasync').mockRejectedValue(Object.assign(new Error('EIO'), { code: 'EIO' }))
    try {
      for (let time = 0; time < 3; time += 1) await expect(database.settle()).rejects.toThrow('EIO')
    } finally {
      refusing.mockRestore()
    }
    expect(openFiles()).toBe(before + 1)
    await database.settle()
    database.close()
  })

  test('migrations are numbered from 1 without gaps, make STRICT tables only, and keep to the pragmas', async () => {
    await using folder = await temporaryFolder()
    expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, index) => index + 1))
    const database = openDatabase(join(folder.path, 'studio.sqlite'), options)
    const tables = database.rows("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'")
    expect(tables.filter((table) => table['strict'] !== 1)).toEqual([])
    const pragmas = ['synchronous', 'trusted_schema', 'foreign_keys'].map((name) => Object.values(database.row(`PRAGMA ${name}`) ?? {})[0])
    expect(pragmas).toEqual([2, 0, 1])
    expect(existsSync(`${database.file}-wal`)).toBe(true)
    database.close()
  })

  test('reading points, told events and blobs goes through keys, never through a scan', async () => {
    await using folder = await temporaryFolder()
    const database = openDatabase(join(folder.path, 'studio.sqlite'), options)
    const plan = (sql: string, ...values: number[]): string =>
      database
        .rows(`EXPLAIN QUERY PLAN ${sql}`, ...values)
        .map((row) => String(row['detail']))
        .join('; ')
    expect(plan('SELECT step, value FROM point WHERE series = ? AND step > ? ORDER BY step LIMIT 10', 1, 1)).toBe('SEARCH point USING PRIMARY KEY (series=? AND step>?)')
    expect(plan("SELECT body FROM run_event INDEXED BY run_event_told WHERE run = ? AND kind NOT IN ('metrics', 'progress') ORDER BY sequence", 1)).toContain('run_event_told')
    expect(plan('SELECT file FROM blob WHERE id = ?', 1)).toContain('PRIMARY KEY')
    database.close()
  })

  test('a reader cannot write', async () => {
    await using folder = await temporaryFolder()
    const database = openDatabase(join(folder.path, 'studio.sqlite'), options)
    expect(() => database.rows("UPDATE run SET name = 'x' RETURNING name")).toThrow('A query that writes was run as one that reads')
    database.close()
  })

  test('a copy taken while it is open and killed is whole', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'studio.sqlite')
    filled(file)
    const database = openDatabase(file, options)
    database.run("UPDATE run SET notes = 'late' WHERE number = 1")
    const copy = join(folder.path, 'copy.sqlite')
    copyFileSync(file, copy)
    copyFileSync(`${file}-wal`, `${copy}-wal`)
    database.close()
    const opened = openDatabase(copy, options)
    expect(opened.row('SELECT notes FROM run WHERE number = 1')).toEqual({ notes: 'late' })
    opened.close()
  })
})

test('a full disk is a fault a person can mend, and leaves everything as it was', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'studio.sqlite')
  filled(file)
  const connection = new Database(file)
  connection.pragma(`max_page_count = ${Number(connection.pragma('page_count', { simple: true }))}`)
  const database = new SqliteDatabase(connection, silentLogger)
  expect(codeOf(() => database.run('UPDATE run SET notes = ?', 'x'.repeat(100_000)))).toBe('history-not-written')
  expect(codeOf(() => database.transaction(() => database.run('UPDATE run SET notes = ?', 'x'.repeat(100_000))))).toBe('history-not-written')
  expect(database.row("SELECT count(*) AS count FROM run WHERE notes <> ''")).toEqual({ count: 0 })
  database.close()
})
