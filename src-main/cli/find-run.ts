// The run a person means: by id, name, number, or the beginning of an id or name that fits one run only.
import type { RunSummary } from '@shared/run/run-record'
import { StudioError } from '@shared/studio-error'

/** @throws StudioError `run-not-found` or `run-ambiguous`. */
export function findRun(runs: readonly RunSummary[], wanted: string): RunSummary {
  const exact = runs.find((run) => run.id === wanted || run.name === wanted || `#${run.number}` === wanted || String(run.number) === wanted)
  if (exact !== undefined) return exact
  const begun = wanted === '' ? [] : runs.filter((run) => run.id.startsWith(wanted) || run.name.startsWith(wanted))
  const only = begun[0]
  if (only !== undefined && begun.length === 1) return only
  if (only !== undefined) {
    throw new StudioError({
      code: 'run-ambiguous',
      message: `${begun.length} runs begin with ${wanted}.`,
      got: begun.slice(0, 6).map((run) => `${run.name} (${run.id})`).join(', '),
      fix: 'Give more of its id or name.',
    })
  }
  throw new StudioError({ code: 'run-not-found', message: `There is no run ${wanted}.`, path: wanted, fix: '`runs list` shows the runs there are; an id, a name, a number or the beginning of one will do.' })
}
