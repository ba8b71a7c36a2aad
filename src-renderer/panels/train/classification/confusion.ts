// Which classes a classifier takes for which: counts of test examples by their class and by what they were taken for.

export interface Confusion {
  readonly classes: number
  /** Examples of each class (row) taken for each class (column), row by row. */
  readonly counts: Uint32Array
  /** Examples of each class. */
  readonly totals: Uint32Array
  /** Share of each class that was taken for what it is; null where the test set has none of it. */
  readonly accuracies: readonly (number | null)[]
  /** Of all examples. */
  readonly accuracy: number
}

/** @param labels the class of each example. @param predicted what each was taken for. */
export function confusionOf(labels: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): Confusion {
  const counts = new Uint32Array(classes * classes)
  const totals = new Uint32Array(classes)
  let right = 0
  for (let at = 0; at < labels.length; at += 1) {
    const [label, taken] = [labels[at] ?? -1, predicted[at] ?? -1]
    if (label < 0 || label >= classes || taken < 0 || taken >= classes) continue
    const cell = label * classes + taken
    counts[cell] = (counts[cell] ?? 0) + 1
    totals[label] = (totals[label] ?? 0) + 1
    if (label === taken) right += 1
  }
  const accuracies = Array.from(totals, (total, label) => (total === 0 ? null : (counts[label * classes + label] ?? 0) / total))
  return { classes, counts, totals, accuracies, accuracy: labels.length === 0 ? 0 : right / labels.length }
}

/** Test examples of a cell, those the classifier was surest of first. */
export function examplesOf(labels: ArrayLike<number>, predicted: ArrayLike<number>, probability: ArrayLike<number>, label: number, taken: number): readonly number[] {
  const found: number[] = []
  for (let at = 0; at < labels.length; at += 1) if (labels[at] === label && predicted[at] === taken) found.push(at)
  return found.toSorted((a, b) => (probability[b] ?? 0) - (probability[a] ?? 0))
}

/** The cell off the diagonal with most examples; null where nothing was taken for anything else. */
export function worstCell({ counts, classes }: Confusion): { readonly label: number; readonly taken: number } | null {
  let worst = -1
  for (let cell = 0; cell < counts.length; cell += 1) {
    if (Math.floor(cell / classes) === cell % classes || (counts[cell] ?? 0) === 0) continue
    if (worst < 0 || (counts[cell] ?? 0) > (counts[worst] ?? 0)) worst = cell
  }
  return worst < 0 ? null : { label: Math.floor(worst / classes), taken: worst % classes }
}
