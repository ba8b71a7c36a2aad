// The version of SQLite the studio carries, asked of the library itself; proves that its native part loads.
import Database from 'better-sqlite3'

export function databaseVersion(): string {
  const connection = new Database(':memory:')
  try {
    return String(connection.prepare('SELECT sqlite_version()').pluck().get())
  } finally {
    connection.close()
  }
}
