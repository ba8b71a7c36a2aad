// How far the output of exported code is from the studio's. Imports nothing at run time: scripts read it too.

/** Greatest difference that counts as the same, relative to the output: float32 rounding alone stays well below it. */
export const EXPORT_TOLERANCE = 1e-5

/**
 * The greatest difference as a share of the largest value wanted, of 1 where that is smaller; both of one length.
 * Infinity where one side has a number that is not finite and the other has another there.
 */
export function outputDifference(wanted: ArrayLike<number>, got: ArrayLike<number>): number {
  let scale = 1
  let most = 0
  for (let at = 0; at < wanted.length; at += 1) {
    const value = wanted[at] ?? Number.NaN
    const other = got[at] ?? Number.NaN
    if (Object.is(value, other)) continue
    if (!Number.isFinite(value) || !Number.isFinite(other)) return Infinity
    most = Math.max(most, Math.abs(value - other))
  }
  for (let at = 0; at < wanted.length; at += 1) if (Number.isFinite(wanted[at])) scale = Math.max(scale, Math.abs(wanted[at] ?? 0))
  return most / scale
}
