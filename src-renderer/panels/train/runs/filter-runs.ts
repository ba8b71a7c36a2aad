// Finding a run in the list by what is written about it.
import type { RunSummary } from '@shared/run/run-record'

/** Runs that hold every word of the query in their name, experiment, status, tags or notes; `tag:mnist` looks at tags alone. */
export function filterRuns(runs: readonly RunSummary[], query: string): readonly RunSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return runs
  return runs.filter((run) => {
    const tags = run.tags.map((tag) => tag.toLowerCase())
    const text = [run.name, run.experimentName, run.status, run.dataset, run.recipe, ...run.tags, run.notes].join('\n').toLowerCase()
    return words.every((word) => (word.startsWith('tag:') ? tags.some((tag) => tag.startsWith(word.slice(4))) : text.includes(word)))
  })
}
