// How active the units of a layer are, as a histogram over their means.

export interface ActivityHistogram {
  readonly units: number
  readonly mean: number
  /** Units whose mean is below a hundredth of the range: they say nothing. */
  readonly idle: number
  readonly range: readonly [number, number]
  /** Units a bin, from low to high. */
  readonly bins: readonly number[]
}

const IDLE = 0.01

/** @param means of the units: probabilities keep the range 0 to 1, other values their own. Null of none. */
export function activityHistogram(means: ArrayLike<number>, bins = 20): ActivityHistogram | null {
  const values = Array.from(means)
  if (values.length === 0 || values.some((value) => !Number.isFinite(value))) return null
  const probabilities = values.every((value) => value >= 0 && value <= 1)
  const low = probabilities ? 0 : Math.min(...values)
  const high = probabilities ? 1 : Math.max(...values)
  const counts = Array.from({ length: bins }, () => 0)
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low || 1)) * bins))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const idle = values.filter((value) => Math.abs(value) < IDLE * (high - low)).length
  return { units: values.length, mean: values.reduce((sum, value) => sum + value, 0) / values.length, idle, range: [low, high], bins: counts }
}
