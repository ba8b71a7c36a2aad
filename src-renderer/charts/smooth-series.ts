// Smoothing of curves: an exponential moving average without start-up bias. A value that is not a number stays a gap,
// and the average goes on after it as if the gap had not been there: a smoothed curve never hides a NaN.

/**
 * m_t = w m_(t-1) + (1 - w) v_t, shown as m_t / (1 - w^t), where t counts the finite values only.
 * @param weight 0 (as measured) up to, not including, 1
 */
export function smoothSeries(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (!(weight > 0)) return values.map((value) => finiteOrNull(value))
  const kept = Math.min(weight, 0.999)
  let average = 0
  let correction = 1
  return values.map((value) => {
    const finite = finiteOrNull(value)
    if (finite === null) return null
    average = kept * average + (1 - kept) * finite
    correction *= kept
    return average / (1 - correction)
  })
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}
