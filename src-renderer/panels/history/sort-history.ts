// The order of History's table.
import type { RunSummary } from '@shared/run/run-record'
import { epochOf, primaryValue } from '../run/run-words'

export const historyColumns = ['name', 'status', 'experiment', 'dataset', 'metric', 'epochs', 'time', 'started', 'disk'] as const
export type HistoryColumn = (typeof historyColumns)[number]

export interface HistoryOrder {
  readonly by: HistoryColumn
  readonly descending: boolean
}

const values: Readonly<Record<HistoryColumn, (run: RunSummary) => number | string | null>> = {
  name: (run) => run.name,
  status: (run) => run.status,
  experiment: (run) => run.experimentName,
  dataset: (run) => run.dataset,
  metric: (run) => primaryValue(run) ?? null,
  epochs: epochOf,
  time: (run) => run.elapsedMs,
  started: (run) => run.createdAt,
  disk: (run) => run.bytes,
}

/** The way a column is first sorted: texts and losses upwards, counts and times from the largest. */
export function firstOrder(by: HistoryColumn): HistoryOrder {
  return { by, descending: by === 'epochs' || by === 'time' || by === 'started' || by === 'disk' }
}

/** Runs without a value go last, whichever way the order runs; equals keep the newest first. */
export function sortHistory(runs: readonly RunSummary[], order: HistoryOrder): readonly RunSummary[] {
  const value = values[order.by]
  return [...runs].sort((a, b) => {
    const left = value(a)
    const right = value(b)
    if (left === null || right === null) return Number(left === null) - Number(right === null) || b.number - a.number
    const compared = typeof left === 'string' && typeof right === 'string' ? left.localeCompare(right, undefined, { numeric: true }) : Number(left) - Number(right)
    return (order.descending ? -compared : compared) || b.number - a.number
  })
}
