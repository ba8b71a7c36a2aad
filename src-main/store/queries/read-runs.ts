// Runs as History lists and opens them.
import { z } from 'zod'
import { experimentSchema } from '@shared/experiment/experiment'
import type { RunId } from '@shared/run/run-events'
import type { RunRecord, RunSummary } from '@shared/run/run-record'
import type { ReadableDatabase } from '../database'
import { SUMMARY_COLUMNS, toSummary } from './run-rows'

/** Newest first. */
export function listRuns(database: ReadableDatabase): RunSummary[] {
  return database.rows(`SELECT ${SUMMARY_COLUMNS} FROM run WHERE deleted_at IS NULL ORDER BY number DESC`).map(toSummary)
}

export function findRunSummary(database: ReadableDatabase, id: RunId): RunSummary | undefined {
  const row = database.row(`SELECT ${SUMMARY_COLUMNS} FROM run WHERE id = ? AND deleted_at IS NULL`, id)
  return row === undefined ? undefined : toSummary(row)
}

export function findRunRecord(database: ReadableDatabase, id: RunId): RunRecord | undefined {
  const row = database.row(`SELECT ${SUMMARY_COLUMNS}, experiment FROM run WHERE id = ? AND deleted_at IS NULL`, id)
  if (row === undefined) return undefined
  const { experiment, ...summary } = row
  return { ...toSummary(summary), experiment: experimentSchema.parse(JSON.parse(String(experiment))) }
}

const originSchema = z.object({ sha256: z.string(), elapsedMs: z.number() })

/** Of the checkpoint a fork starts from the SHA-256 of its weights and its training time; undefined of a run that is no fork. */
export function forkedFrom(database: ReadableDatabase, number: number): z.infer<typeof originSchema> | undefined {
  const parent = database.row('SELECT parent FROM run WHERE number = ?', number)?.['parent']
  return typeof parent === 'string' ? originSchema.parse(JSON.parse(parent)) : undefined
}

export function isRunNameTaken(database: ReadableDatabase, name: string, except: RunId | null): boolean {
  return database.row('SELECT 1 FROM run WHERE name = ? AND id IS NOT ?', name, except) !== undefined
}

/** Bytes of all runs as recorded. */
export function sumRunBytes(database: ReadableDatabase): number {
  return Number(database.row('SELECT coalesce(sum(bytes), 0) AS bytes FROM run')?.['bytes'] ?? 0)
}
