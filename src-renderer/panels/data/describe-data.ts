// Datasets in words, for the list and the details.
import type { Skipped, StoredDataset } from '@shared/datasets/own/stored-dataset'
import { formatCount } from '../../canvas/format-figures'

export function describeFacts({ facts }: StoredDataset): string {
  const parts = [`${formatCount(facts.count)} ${facts.kind === 'points' ? 'points' : 'examples'}`, facts.shape.join(' × ')]
  if (facts.classes !== null) parts.push(`${facts.classes.length} ${facts.classes.length === 1 ? 'class' : 'classes'}`)
  if (facts.folders !== null) parts.push('split by folders')
  return parts.join(', ')
}

/** `3 files are damaged: they do not decode` has no good grammar for every reason, so the reason stands alone. */
export function describeSkipped({ count, examples }: Skipped): string {
  const shown = examples.slice(0, 3).join(', ')
  return count > 3 ? `${shown} and ${formatCount(count - 3)} more` : shown
}

export function formatSpan([least, most]: readonly [number, number]): string {
  return least === most ? String(least) : `${least} to ${most}`
}
