// A run's checkpoint files: which are still there, which is the best, which may go.
import { basename } from 'node:path'
import { bestBy } from '@shared/experiment/best-by'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunCheckpoint } from '@shared/run/reduce-run'
import type { RunId } from '@shared/run/run-events'
import type { CheckpointState } from '@shared/run/run-record'
import type { ReadableDatabase } from '../store/database'
import { listSeries, readLastValue } from '../store/queries/read-series'
import type { RunFolders } from '../store/run-folders'

export interface KeptRun {
  readonly id: RunId
  readonly number: number
  readonly experiment: Experiment
  readonly primaryMetric: string
  readonly checkpoints: readonly RunCheckpoint[]
}

export interface KeepingRule {
  readonly keepLast: number
  readonly keepBest: boolean
}

/** Of the checkpoints that exist the one with the best value; of equals the latest. -1 where none has a value. */
export function findBest(checkpoints: readonly Pick<CheckpointState, 'exists' | 'primaryValue'>[], way: 'lower' | 'higher' | null): number {
  let best = -1
  let bestValue = Number.POSITIVE_INFINITY
  checkpoints.forEach(({ exists, primaryValue }, index) => {
    if (!exists || primaryValue === null || way === null) return
    const value = way === 'lower' ? primaryValue : -primaryValue
    if (value > bestValue) return
    best = index
    bestValue = value
  })
  return best
}

/** Oldest first. */
export function describeCheckpoints(database: ReadableDatabase, folders: RunFolders, run: KeptRun): CheckpointState[] {
  const series = listSeries(database, run.number).find((each) => each.name === run.primaryMetric)
  const states = run.checkpoints.map((checkpoint) => ({
    ...checkpoint,
    exists: folders.resolveFile(run.id, checkpoint.file) !== undefined,
    best: false,
    primaryValue: series === undefined ? null : readLastValue(database, series.id, checkpoint.step),
  }))
  const best = findBest(states, bestBy(run.experiment.recipe, run.primaryMetric)?.better ?? null)
  return states.map((state, index) => ({ ...state, best: index === best }))
}

/** Those a rule lets go. */
export function findExpendable(states: readonly CheckpointState[], { keepLast, keepBest }: KeepingRule): readonly CheckpointState[] {
  const there = states.filter((state) => state.exists)
  return there.slice(0, Math.max(0, there.length - keepLast)).filter((state) => !(keepBest && state.best))
}

/** Deletes what the rule lets go, one file after the other, oldest first. Returns how many. */
export async function keepOnly(database: ReadableDatabase, folders: RunFolders, run: KeptRun, rule: KeepingRule): Promise<number> {
  const expendable = findExpendable(describeCheckpoints(database, folders, run), rule)
  for (const { file } of expendable) await folders.deleteFile(run.id, file)
  return expendable.length
}

/**
 * Deletes what lies among the checkpoints and no record names: superseded files, halves of an interrupted write.
 * @param kept names of files that stay all the same: what a fork starts from.
 */
export async function deleteStrays(folders: RunFolders, run: KeptRun, kept: readonly string[]): Promise<number> {
  const known = new Set([...kept, ...run.checkpoints.map((checkpoint) => basename(checkpoint.file))])
  const strays = (await folders.files(run.id, 'checkpoints')).filter((name) => !known.has(name))
  for (const name of strays) await folders.deleteFile(run.id, `checkpoints/${name}`)
  return strays.length
}
