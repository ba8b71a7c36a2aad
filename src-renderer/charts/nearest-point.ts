// Reading a series at a position: what was last known there.

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
