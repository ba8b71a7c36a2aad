// A value on the straight line between two measurements.

/** @param xs ascending. @returns null beside a measurement that is no number; undefined before the first and after the last. */
export function valueBetween(xs: readonly number[], values: readonly (number | null)[], x: number): number | null | undefined {
  const after = xs.findIndex((each) => each >= x)
  const right = xs[after]
  if (right === undefined) return undefined
  if (right === x) return values[after] ?? null
  const left = xs[after - 1]
  if (left === undefined) return undefined
  const [low, high] = [values[after - 1] ?? null, values[after] ?? null]
  return low === null || high === null ? null : low + ((high - low) * (x - left)) / (right - left)
}
