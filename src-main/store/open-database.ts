// Opens the one database of a data folder: checks it before anything is written, takes it for this process alone, and
// brings its schema up to date. A database that is damaged, foreign or newer is left exactly as it was.
import Database from 'better-sqlite3'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StudioError } from '@shared/studio-error'
import type { Logger } from '../logger'
import { SqliteDatabase, type StudioDatabase } from './database'
import { migrate, newestVersion } from './migrate'
import type { Migration } from './migrations/migration'
import { migrations as allMigrations } from './migrations/catalogue'

/** `LtSt`: marks the file as the studio's. */
const APPLICATION_ID = 0x4c74_5374

export interface OpenDatabaseOptions {
  readonly logger: Logger
  /** Names whoever holds the folder, for the refusal. */
  readonly describeHolder: () => string
  readonly migrations?: readonly Migration[]
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function inUse(file: string, options: OpenDatabaseOptions): StudioError {
  return new StudioError({
    code: 'data-folder-in-use',
    message: `${options.describeHolder()} is using this data folder already.`,
    path: file,
    fix: 'Use that one, or end it first, or start this one on another folder with --data-dir.',
  })
}

function damaged(file: string, what: string, cause?: unknown): StudioError {
  return new StudioError(
    {
      code: 'database-damaged',
      message: `The history database is damaged: ${file}`,
      path: file,
      expected: 'a database that passes its own check',
      got: what,
      fix: 'Nothing was changed. Move studio.sqlite away (run folders stay) or put a backup, studio.before-v*.sqlite, in its place, then start again.',
    },
    { cause },
  )
}

/** @throws the StudioError that fits, or the error itself. */
function explain(error: unknown, file: string, options: OpenDatabaseOptions): never {
  if (error instanceof StudioError) throw error
  const code = codeOf(error)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) throw inUse(file, options)
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) throw damaged(file, error instanceof Error ? error.message : code, error)
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_IOERR')) {
    throw new StudioError(
      {
        code: 'database-not-writable',
        message: `The history database cannot be opened for writing: ${file}`,
        path: file,
        got: `${code}: ${error instanceof Error ? error.message : ''}`,
        fix: 'Check that the file and its folder belong to this user and that the disk is not full.',
      },
      { cause: error },
    )
  }
  throw error
}

/** An empty file beside folders of runs was a history once; opening it as a new one would hide that it is gone. */
function isCutToNothing(file: string): boolean {
  const runs = join(dirname(file), 'runs')
  return statSync(file).size === 0 && !existsSync(`${file}-wal`) && existsSync(runs) && readdirSync(runs).some((name) => !name.startsWith('.'))
}

/** Looks without touching: a read-only connection neither checkpoints nor migrates. */
function inspect(file: string, newest: number): void {
  const connection = new Database(file, { readonly: true, timeout: 250 })
  try {
    connection.pragma('trusted_schema = OFF')
    const version = Number(connection.pragma('user_version', { simple: true }))
    const application = Number(connection.pragma('application_id', { simple: true }))
    const tables = Number(connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get())
    if (application !== APPLICATION_ID && (tables > 0 || version > 0)) {
      throw new StudioError({
        code: 'database-foreign',
        message: `This file is a database, but not the studio's: ${file}`,
        path: file,
        fix: 'Nothing was changed. Move it away, or choose another folder with --data-dir.',
      })
    }
    if (version > newest) {
      throw new StudioError({
        code: 'database-newer',
        message: 'The history was written by a newer Latent Studio.',
        path: file,
        expected: `schema ${newest} or older`,
        got: `schema ${version}`,
        fix: 'Nothing was changed. Open it with the newer version, or choose another folder with --data-dir.',
      })
    }
    const check = String(connection.pragma('quick_check(1)', { simple: true }))
    if (check !== 'ok') throw damaged(file, check)
  } finally {
    connection.close()
  }
}

/** @throws StudioError `data-folder-in-use`, `database-damaged`, `database-foreign`, `database-newer`, `database-not-writable` */
export function openDatabase(file: string, options: OpenDatabaseOptions): StudioDatabase {
  const steps = options.migrations ?? allMigrations
  let connection: Database.Database | undefined
  try {
    if (existsSync(file) && isCutToNothing(file)) throw damaged(file, 'an empty file, although there are folders of runs')
    if (existsSync(file) && statSync(file).size > 0) inspect(file, newestVersion(steps))
    connection = new Database(file, { timeout: 250 })
    // Exclusive before the first access: the operating system's lock then lasts as long as this process, and a crash frees it.
    connection.pragma('locking_mode = EXCLUSIVE')
    connection.pragma('journal_mode = WAL')
    connection.pragma('synchronous = FULL')
    connection.pragma('trusted_schema = OFF')
    connection.pragma('foreign_keys = ON')
    connection.pragma('cell_size_check = ON')
    connection.pragma('journal_size_limit = 67108864')
    connection.exec('BEGIN EXCLUSIVE; COMMIT')
    connection.pragma(`application_id = ${APPLICATION_ID}`)
    migrate(connection, file, steps)
    return new SqliteDatabase(connection, options.logger)
  } catch (error) {
    connection?.close()
    return explain(error, file, options)
  }
}
