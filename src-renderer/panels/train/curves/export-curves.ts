// A run's curves as a table that any program reads: one row a step, one column a metric, empty where nothing was recorded.
import type { Series } from '@shared/contract/contract'

export function curvesAsCsv(series: readonly Series[]): string {
  const rows = new Map<number, { epoch: number; elapsedMs: number; values: Map<string, number | null> }>()
  for (const one of series) {
    one.steps.forEach((step, index) => {
      let row = rows.get(step)
      if (!row) rows.set(step, (row = { epoch: one.epochs[index] ?? 0, elapsedMs: one.elapsedMs[index] ?? 0, values: new Map() }))
      row.values.set(one.name, one.values[index] ?? null)
    })
  }
  const names = series.map((one) => one.name)
  const lines = [...rows].sort(([a], [b]) => a - b).map(([step, row]) =>
    [step, row.epoch, Math.round(row.elapsedMs) / 1000, ...names.map((name) => (row.values.has(name) ? (row.values.get(name) ?? 'NaN') : ''))].join(','),
  )
  return [['step', 'epoch', 'seconds', ...names].join(','), ...lines, ''].join('\n')
}
