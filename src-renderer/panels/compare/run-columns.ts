// The columns of the table of runs: the final value of every metric, which is best, and the order a person asked for.
import type { MetricDefinition } from '@shared/recipes/recipe-definition'
import type { RunSummary } from '@shared/run/run-record'

export interface MetricColumn {
  /** Full name, `test/loss`. */
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly better: MetricDefinition['better']
}

/** Test values where there are any, else training values; the primary metric first, then those that the most of the runs on show have. */
export function metricColumns(metrics: readonly MetricDefinition[], primary: string | null, shown: readonly Pick<RunSummary, 'metrics'>[]): MetricColumn[] {
  const columns = metrics.map((metric) => {
    const split = metric.splits.includes('test') ? 'test' : 'train'
    return { name: `${split}/${metric.name}`, title: metric.title, unit: metric.unit, better: metric.better }
  })
  const first = (column: MetricColumn): boolean => primary !== null && unprefixed(column.name) === unprefixed(primary)
  const holders = new Map(columns.map(({ name }) => [name, shown.filter(({ metrics: measured }) => measured[name] !== undefined).length]))
  return columns.toSorted((a, b) => Number(first(b)) - Number(first(a)) || (holders.get(b.name) ?? 0) - (holders.get(a.name) ?? 0))
}

function unprefixed(name: string): string {
  return name.slice(name.indexOf('/') + 1)
}

/** What the best of some runs is chosen by: validation values where all of them have some, else what the column shows. */
export function chosenBy(runs: readonly Pick<RunSummary, 'metrics'>[], column: Pick<MetricColumn, 'name'>): string {
  const validation = `validation/${unprefixed(column.name)}`
  const measured = runs.filter(({ metrics }) => metrics[column.name] !== undefined)
  return measured.length > 0 && measured.every(({ metrics }) => metrics[validation] !== undefined) ? validation : column.name
}

/** Ids of the runs with the best value, chosen by validation values where all have some; none where the metric has no better side or fewer than two runs have a value. */
export function bestRuns(runs: readonly Pick<RunSummary, 'id' | 'metrics'>[], column: MetricColumn): ReadonlySet<string> {
  if (column.better === 'neither') return new Set()
  const name = chosenBy(runs, column)
  const values = runs.flatMap((run) => {
    const value = run.metrics[name]
    return value === null || value === undefined ? [] : [{ id: run.id, value }]
  })
  if (values.length < 2) return new Set()
  const best = column.better === 'lower' ? Math.min(...values.map((entry) => entry.value)) : Math.max(...values.map((entry) => entry.value))
  return new Set(values.filter((entry) => entry.value === best).map((entry) => entry.id))
}

export interface SortOrder {
  /** A metric's full name, or `number`, `step`, `time`. */
  readonly by: string
  readonly descending: boolean
}

/** Runs without a value go last, whichever way the order runs. */
export function sortRuns(runs: readonly RunSummary[], order: SortOrder): RunSummary[] {
  const value = (run: RunSummary): number | null => {
    if (order.by === 'number') return run.number
    if (order.by === 'step') return run.stepsPerEpoch ? run.step / run.stepsPerEpoch : null
    if (order.by === 'time') return run.elapsedMs
    return run.metrics[order.by] ?? null
  }
  return runs.toSorted((a, b) => {
    const left = value(a)
    const right = value(b)
    if (left === null || right === null) return Number(left === null) - Number(right === null) || b.number - a.number
    return (order.descending ? right - left : left - right) || b.number - a.number
  })
}
