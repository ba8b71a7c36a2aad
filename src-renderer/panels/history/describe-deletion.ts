// What is lost when runs are deleted, in words, before anyone agrees to it.
import { isEnded } from '@shared/run/reduce-run'
import type { RunSummary } from '@shared/run/run-record'
import { formatBytes } from '../../charts/format-value'
import { statusLine } from '../run/run-words'

const MOST_NAMED = 6

export interface Deletion {
  readonly title: string
  readonly text: string
  readonly lost: readonly string[]
  readonly confirmLabel: string
}

/** Null where it can be deleted. */
export function whyNotDeleted(run: RunSummary): string | null {
  if (isEnded(run.status)) return null
  return run.status === 'queued' ? `${run.name} waits in the queue: take it out first, then delete it.` : `${run.name} has not ended: stop it first, then delete it.`
}

export function describeDeletion(runs: readonly RunSummary[]): Deletion {
  const [first] = runs
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0)
  const named = runs.slice(0, MOST_NAMED).map((run) => `${run.name}: ${run.experimentName}, ${statusLine(run)}, ${formatBytes(run.bytes)}`)
  const rest = runs.length - named.length
  return {
    title: runs.length === 1 && first ? `Delete ${first.name}?` : `Delete ${runs.length} runs?`,
    text: `Curves, samples, codes, checkpoints and notes go for good, ${formatBytes(bytes)} in all. Saved experiments stay.`,
    lost: rest > 0 ? [...named, `and ${rest} more`] : named,
    confirmLabel: runs.length === 1 ? 'Delete the run' : `Delete ${runs.length} runs`,
  }
}
