// Whole-number divisions that settings depend on.

/** The divisors of `whole`, smallest first. */
function divisorsOf(whole: number): readonly number[] {
  return Array.from({ length: whole }, (_, index) => index + 1).filter((each) => whole % each === 0)
}

/** The divisor nearest to `wanted`; of two equally near, the smaller. */
export function nearestDivisor(whole: number, wanted: number): number {
  return divisorsOf(whole).reduce((best, each) => (Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best), 1)
}

/** The largest divisor that is at most `most`. */
export function largestDivisor(whole: number, most: number): number {
  return divisorsOf(whole).findLast((each) => each <= most) ?? 1
}
