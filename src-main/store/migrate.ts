// Brings a database's schema to the newest version, one transaction a step, after putting a copy aside.
import type BetterSqlite3 from 'better-sqlite3'
import { renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StudioError } from '@shared/studio-error'
import { faultCode } from '../files/fault-code'
import { syncFile, syncFolder } from '../files/sync-to-disk'
import type { Migration } from './migrations/migration'

export function newestVersion(migrations: readonly Migration[]): number {
  return migrations.reduce((newest, migration) => Math.max(newest, migration.version), 0)
}

/** `studio.before-v2.sqlite`, whole or not there. @throws StudioError `migration-backup-failed`; the history is then as it was. */
function backUp(connection: BetterSqlite3.Database, file: string, next: number): void {
  const target = join(dirname(file), `studio.before-v${next}.sqlite`)
  const partial = `${target}.partial`
  try {
    rmSync(partial, { force: true })
    connection.prepare('VACUUM INTO ?').run(partial)
    // SQLite does not sync what it vacuums into: renamed unsynced, a power cut could leave an empty backup under the good name.
    syncFile(partial)
    renameSync(partial, target)
    syncFolder(dirname(target))
  } catch (error) {
    rmSync(partial, { force: true })
    throw new StudioError(
      {
        code: 'migration-backup-failed',
        message: 'The history could not be put aside before it is brought to the new version; it was not touched.',
        path: target,
        expected: 'a copy of the history beside it',
        got: faultCode(error),
        fix: `Free space on the disk of the data folder, move away what stands at ${target}, then start again.`,
      },
      { cause: error },
    )
  }
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
