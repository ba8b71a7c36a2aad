// Which label sweeps there are: their runs share a tag.
import { isSweepTag } from '@shared/experiment/label-sweep'
import type { RunSummary } from '@shared/run/run-record'

/** Tags of sweeps, newest first. */
export function sweepTags(runs: readonly Pick<RunSummary, 'tags' | 'number'>[]): readonly string[] {
  const newest = new Map<string, number>()
  for (const { tags, number } of runs) for (const tag of tags) if (isSweepTag(tag)) newest.set(tag, Math.max(number, newest.get(tag) ?? 0))
  return [...newest].toSorted(([, a], [, b]) => b - a).map(([tag]) => tag)
}
