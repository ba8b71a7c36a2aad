// Holds what a page was shown against what the database kept, read from a copy so that looking changes nothing.
import Database from 'better-sqlite3'
import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEvent } from '@shared/run/run-events'

export interface KeptHistory {
  /** What SQLite's own check says. */
  readonly integrity: string
  /** Events and metric points that were shown. */
  readonly shown: number
  /** Those of them that are not there, in words. */
  readonly missing: readonly string[]
}

function sameNumber(a: unknown, b: number | null): boolean {
  return a === b || (a === undefined && b === null)
}

/** Copies a database and its write-ahead log as they were at one moment: a writer that comes between the two makes it begin anew. */
function copyUnchanged(file: string, copy: string): void {
  const log = `${file}-wal`
  const stamp = (): string => [file, log].map((each) => statSync(each, { bigint: true, throwIfNoEntry: false })).map((found) => `${found?.mtimeNs} ${found?.size}`).join()
  for (;;) {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${copy}${ending}`, { force: true })
    const before = stamp()
    copyFileSync(file, copy)
    if (existsSync(log)) copyFileSync(log, `${copy}-wal`)
    if (stamp() === before) return
  }
}

/** @param file the database of a studio that runs or was killed: its write-ahead log counts. */
export function compareHistory(file: string, scratch: string, shown: readonly RunEvent[]): KeptHistory {
  const copy = join(scratch, 'history-copy.sqlite')
  copyUnchanged(file, copy)
  const connection = new Database(copy)
  try {
    const integrity = String(connection.pragma('integrity_check', { simple: true }))
    const bodyOf = connection.prepare('SELECT run_event.body FROM run_event JOIN run ON run.number = run_event.run WHERE run.id = ? AND run_event.sequence = ?').pluck()
    const valueOf = connection
      .prepare('SELECT point.value FROM point JOIN series ON series.id = point.series JOIN run ON run.number = series.run WHERE run.id = ? AND series.name = ? AND point.step = ?')
      .pluck()
    const missing: string[] = []
    let count = 0
    for (const { run, sequence, event } of shown) {
      const body = bodyOf.get(run, sequence)
      count += 1
      // A page that reads on after a gap may be handed several metrics events as one; their points are what counts.
      if (event.kind !== 'metrics') {
        if (typeof body !== 'string' || JSON.stringify(JSON.parse(body)) !== JSON.stringify(event)) missing.push(`event ${sequence} of ${run}: ${event.kind}`)
        continue
      }
      for (const { name, step, value } of event.points) {
        count += 1
        const kept: unknown = valueOf.get(run, name, step)
        if (kept === undefined || !sameNumber(kept, value)) missing.push(`${name} at step ${step} of ${run}`)
      }
    }
    return { integrity, shown: count, missing }
  } finally {
    connection.close()
  }
}
