// A run's metrics as one table: a row a step, a column a metric. Empty where a metric has no value at that step, NaN
// where it was no number.
export interface RecordedPoint {
  readonly step: number
  readonly epoch: number
  readonly elapsedMs: number
  readonly value: number | null
}

/** A field of a CSV file after RFC 4180. */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function metricsCsv(metrics: ReadonlyMap<string, readonly RecordedPoint[]>): string {
  const names = [...metrics.keys()]
  const rows = new Map<number, { at: RecordedPoint; cells: string[] }>()
  names.forEach((name, column) => {
    for (const point of metrics.get(name) ?? []) {
      const row = rows.get(point.step) ?? { at: point, cells: names.map(() => '') }
      row.cells[column] = point.value === null ? 'NaN' : String(point.value)
      rows.set(point.step, row)
    }
  })
  const lines = [...rows.values()]
    .sort((a, b) => a.at.step - b.at.step)
    .map(({ at, cells }) => [String(at.step), String(at.epoch), (at.elapsedMs / 1000).toFixed(3), ...cells].join(','))
  return `${[['step', 'epoch', 'seconds', ...names.map(field)].join(','), ...lines].join('\r\n')}\r\n`
}
