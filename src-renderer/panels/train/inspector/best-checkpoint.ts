// Which checkpoint is the best: the one where the recipe's primary metric stood best.
import type { RunCheckpoint } from '@shared/run/reduce-run'
import { indexAtOrBefore } from '../../../charts/nearest-point'
import type { MetricSeries } from '../../../charts/series-buffer'

export interface BestCheckpoint {
  readonly checkpoint: RunCheckpoint
  readonly value: number
}

/** Which examples the best was chosen by. @param primary full name of the metric a run is judged by. */
export function bestOnWords(primary: string): string {
  return primary.startsWith('validation/') ? 'Best on validation data' : 'Best on test data: this run has no validation data, so its test figure there is better than new examples would give'
}

/** Null while nothing was evaluated at any checkpoint. The later of two equals, which the clean-up keeps too. */
export function bestCheckpoint(checkpoints: readonly RunCheckpoint[], primary: MetricSeries | undefined, better: 'lower' | 'higher' | 'neither'): BestCheckpoint | null {
  if (!primary || better === 'neither') return null
  let best: BestCheckpoint | null = null
  for (const checkpoint of checkpoints) {
    const index = indexAtOrBefore(primary.steps, checkpoint.step)
    const value = primary.values[index]
    if (value === null || value === undefined || primary.steps[index] !== checkpoint.step) continue
    if (!best || (better === 'lower' ? value <= best.value : value >= best.value)) best = { checkpoint, value }
  }
  return best
}
