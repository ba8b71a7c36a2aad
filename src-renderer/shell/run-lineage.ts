// Where runs come from: the parent of a fork, the forks of a run, and all runs as a tree.
import type { RunId } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'
import { placeOf } from './resume-plan'

export interface Parent {
  /** Null where that run was deleted. */
  readonly run: RunSummary | null
  readonly id: RunId
  readonly name: string
  /** `epoch 40, step 18,760`. */
  readonly place: string
}

export function parentOf(run: RunSummary | null, runs: readonly RunSummary[]): Parent | null {
  if (run === null || run.parent === null || run.parent.kind !== 'forked') return null
  const { id, step } = run.parent
  const found = runs.find((each) => each.id === id) ?? null
  return { run: found, id, name: found?.name ?? 'a deleted run', place: placeOf(step, found?.stepsPerEpoch ?? run.stepsPerEpoch) }
}

export function forksOf(run: RunSummary, runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.filter((each) => each.parent?.kind === 'forked' && each.parent.id === run.id && each.id !== run.id)
}

export interface TreeRow {
  readonly run: RunSummary
  /** 0 for a run that comes from none on show. */
  readonly depth: number
  readonly forks: number
  readonly folded: boolean
}

/** The runs in their order, each with its forks right below it; a fork whose parent is not among them stands by itself. */
export function runTree(runs: readonly RunSummary[], folded: ReadonlySet<RunId>): readonly TreeRow[] {
  const ids = new Set(runs.map((run) => run.id))
  const isRoot = (run: RunSummary): boolean => run.parent === null || run.parent.id === run.id || !ids.has(run.parent.id)
  const rows: TreeRow[] = []
  const placed = new Set<RunId>()
  const place = (run: RunSummary, depth: number, hidden: boolean): void => {
    if (placed.has(run.id)) return
    placed.add(run.id)
    const forks = runs.filter((each) => each.parent?.id === run.id && each.id !== run.id)
    const isFolded = folded.has(run.id) && forks.length > 0
    if (!hidden) rows.push({ run, depth, forks: forks.length, folded: isFolded })
    for (const fork of forks) place(fork, depth + 1, hidden || isFolded)
  }
  for (const run of runs) if (isRoot(run)) place(run, 0, false)
  // Runs that name each other as parents, which nobody should have written, are still shown.
  for (const run of runs) place(run, 0, false)
  return rows
}
