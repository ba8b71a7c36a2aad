// Brings a database's schema to the newest version, one transaction a step, after putting a copy aside.
import type BetterSqlite3 from 'better-sqlite3'
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StudioError } from '@shared/studio-error'
import type { Migration } from './migrations/migration'

export function newestVersion(migrations: readonly Migration[]): number {
  return migrations.reduce((newest, migration) => Math.max(newest, migration.version), 0)
}

/** `studio.before-v2.sqlite`, whole or not there. */
function backUp(connection: BetterSqlite3.Database, file: string, next: number): void {
  const target = join(dirname(file), `studio.before-v${next}.sqlite`)
  const partial = `${target}.partial`
  rmSync(partial, { force: true })
  connection.prepare('VACUUM INTO ?').run(partial)
  // SQLite does not sync what it vacuums into: renamed unsynced, a power cut could leave an empty backup under the good name.
  const descriptor = openSync(partial, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(partial, target)
}

/** Each step and its version number are one transaction, so a death in between leaves the version before. */
export function migrate(connection: BetterSqlite3.Database, file: string, migrations: readonly Migration[]): void {
  const version = Number(connection.pragma('user_version', { simple: true }))
  const due = migrations.filter((migration) => migration.version > version)
  const first = due[0]
  if (first === undefined) return
  if (version > 0) backUp(connection, file, newestVersion(migrations))
  for (const migration of due) {
    try {
      connection.transaction(() => {
        connection.exec(migration.sql)
        connection.pragma(`user_version = ${migration.version}`)
      })()
    } catch (error) {
      throw new StudioError(
        {
          code: 'migration-failed',
          message: `The history could not be brought to version ${migration.version} (${migration.title}).`,
          path: file,
          got: error instanceof Error ? error.message : String(error),
          fix: 'Nothing was lost: it stays at the version before. Free disk space and start again, or report this message.',
        },
        { cause: error },
      )
    }
  }
}
