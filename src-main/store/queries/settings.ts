// Settings of the studio itself, that outlive it: small values by name.
import type { ReadableDatabase, WritableDatabase } from '../database'

/** The value as it was written, parsed from JSON; undefined where there is none. Whoever reads it checks it. */
export function readSetting(database: ReadableDatabase, name: string): unknown {
  const row = database.row('SELECT value FROM setting WHERE name = ?', name)
  return row === undefined ? undefined : JSON.parse(String(row['value']))
}

export function writeSetting(database: WritableDatabase, name: string, value: string | number | boolean): void {
  database.run('INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', name, JSON.stringify(value))
}
