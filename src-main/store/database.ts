// The database as queries see it: a reader that cannot write, and a writer that can read. Statements are prepared once
// and kept; those that take long are told to the log.
import type BetterSqlite3 from 'better-sqlite3'
import { open, type FileHandle } from 'node:fs/promises'
import { StudioError } from '@shared/studio-error'
import type { Logger } from '../logger'

export type SqlValue = string | number | null | Uint8Array
export type Row = Readonly<Record<string, SqlValue>>

/** Longer than this on the main thread is worth knowing. */
const SLOW_QUERY_MS = 40

export interface ReadableDatabase {
  rows(sql: string, ...values: readonly SqlValue[]): readonly Row[]
  row(sql: string, ...values: readonly SqlValue[]): Row | undefined
  /** Rows as arrays, for many small ones. */
  tuples(sql: string, ...values: readonly SqlValue[]): readonly (readonly SqlValue[])[]
}

export interface WritableDatabase extends ReadableDatabase {
  /** Returns how many rows changed, and the id of the last one inserted. */
  run(sql: string, ...values: readonly SqlValue[]): { readonly changes: number; readonly lastId: number }
  /** All of it or nothing; durable when it returns. */
  transaction<Result>(work: () => Result): Result
}

/**
 * Recording comes several times a second, and a busy disk may take a quarter of a second to confirm: too long for the
 * main thread to wait. So a recording transaction commits to the write-ahead log first, and the confirmation (the very
 * sync that synchronous=FULL would do) is awaited on a thread of its own. Nothing is shown before it.
 */
export interface RecordingDatabase extends WritableDatabase {
  /** All of it or nothing, in order; durable only after `settle`. */
  commitSoon<Result>(work: () => Result): Result
  /** Everything committed so far is on the disk when it resolves. @throws the file system's error. */
  settle(): Promise<void>
}

export interface StudioDatabase extends RecordingDatabase {
  readonly file: string
  close(): void
}

/** A disk that refuses is a person's to mend; everything else SQLite says is a fault of ours. */
function explainWriteFault(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(code)) return error
  return new StudioError(
    {
      code: 'history-not-written',
      message: 'The history could not be written; nothing was changed.',
      path: file,
      got: code,
      fix: 'Free space on the disk of the data folder, check that it may be written, then do it again.',
    },
    { cause: error },
  )
}

type Statement = BetterSqlite3.Statement<SqlValue[], unknown>

export class SqliteDatabase implements StudioDatabase {
  readonly #connection: BetterSqlite3.Database
  readonly #statements = new Map<string, Statement>()
  readonly #tupleStatements = new Map<string, Statement>()
  readonly #logger: Logger
  #writeAheadLog: Promise<FileHandle> | null = null

  constructor(connection: BetterSqlite3.Database, logger: Logger) {
    this.#connection = connection
    this.#logger = logger
  }

  get file(): string {
    return this.#connection.name
  }

  rows(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#timed(sql, () => this.#reader(sql).all(...values) as Row[])
  }

  row(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#timed(sql, () => this.#reader(sql).get(...values) as Row | undefined)
  }

  tuples(sql: string, ...values: readonly SqlValue[]): readonly (readonly SqlValue[])[] {
    let statement = this.#tupleStatements.get(sql)
    if (statement === undefined) {
      statement = this.#connection.prepare<SqlValue[]>(sql).raw()
      this.#tupleStatements.set(sql, statement)
    }
    const prepared = statement
    return this.#timed(sql, () => prepared.all(...values) as SqlValue[][])
  }

  run(sql: string, ...values: readonly SqlValue[]): { changes: number; lastId: number } {
    const result = this.#timed(sql, () => this.#prepare(sql).run(...values))
    return { changes: result.changes, lastId: Number(result.lastInsertRowid) }
  }

  transaction<Result>(work: () => Result): Result {
    return this.#timed('transaction', () => this.#connection.transaction(work).immediate())
  }

  commitSoon<Result>(work: () => Result): Result {
    return this.#timed('recording', () => {
      this.#connection.pragma('synchronous = NORMAL')
      try {
        return this.#connection.transaction(work).immediate()
      } finally {
        this.#connection.pragma('synchronous = FULL')
      }
    })
  }

  async settle(): Promise<void> {
    // Kept open: SQLite holds no locks on this file, and in exclusive mode it stays the same one until the end.
    const log = (this.#writeAheadLog ??= open(`${this.#connection.name}-wal`, 'r+'))
    try {
      await (await log).datasync()
    } catch (error) {
      if (this.#writeAheadLog === log) this.#writeAheadLog = null
      // It is tried again and again: each time with a handle that was never let go, a disk that stays broken would cost them all.
      await log.then((handle) => handle.close()).catch(() => {})
      throw error
    }
  }

  close(): void {
    void this.#writeAheadLog?.then((handle) => handle.close()).catch(() => {})
    this.#writeAheadLog = null
    if (this.#connection.open) this.#connection.close()
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#connection.prepare<SqlValue[]>(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  #reader(sql: string): Statement {
    const statement = this.#prepare(sql)
    if (!statement.readonly) throw new Error(`A query that writes was run as one that reads: ${sql}`)
    return statement
  }

  #timed<Result>(sql: string, work: () => Result): Result {
    const begun = performance.now()
    const result = this.#explained(work)
    const took = performance.now() - begun
    if (took > SLOW_QUERY_MS) this.#logger.warn(`Slow query, ${took.toFixed(0)} ms: ${sql.replace(/\s+/g, ' ').slice(0, 200)}`)
    return result
  }

  #explained<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw explainWriteFault(error, this.file)
    }
  }
}
