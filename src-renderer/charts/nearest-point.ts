// Reading a series at a position: what was last known there, and whether the series had ended by then.

/** Index of the last entry at or before x in an ascending list; -1 where all lie after it. */
export function indexAtOrBefore(ascending: readonly number[], x: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? Infinity) <= x) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Index of the entry nearest to x in an ascending list; -1 for an empty one. */
export function indexNearest(ascending: readonly number[], x: number): number {
  const before = indexAtOrBefore(ascending, x)
  const left = ascending[before]
  const right = ascending[before + 1]
  if (left === undefined) return right === undefined ? -1 : 0
  if (right === undefined) return before
  return right - x < x - left ? before + 1 : before
}
