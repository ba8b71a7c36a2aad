// Finding runs in History: words anywhere in what is written about a run, `tag:`, `status:`, `dataset:`, `recipe:`.
import type { RunSummary } from '@shared/run/run-record'
import { filterRuns } from '../train/runs/filter-runs'

const fields: Readonly<Record<string, (run: RunSummary) => string>> = {
  status: (run) => run.status,
  dataset: (run) => run.dataset,
  recipe: (run) => run.recipe,
}

/** Runs that fit every word of the query. A word such as `status:` with nothing after it fits all. */
export function findRuns(runs: readonly RunSummary[], query: string): readonly RunSummary[] {
  const plain: string[] = []
  const narrow: ((run: RunSummary) => boolean)[] = []
  for (const word of query.toLowerCase().split(/\s+/)) {
    const colon = word.indexOf(':')
    const field = fields[word.slice(0, Math.max(0, colon))]
    if (colon > 0 && field !== undefined) narrow.push((run) => field(run).toLowerCase().startsWith(word.slice(colon + 1)))
    else plain.push(word)
  }
  return filterRuns(runs, plain.join(' ')).filter((run) => narrow.every((fits) => fits(run)))
}
