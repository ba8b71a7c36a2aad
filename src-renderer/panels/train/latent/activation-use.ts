// How a sparse code is used over the test examples: how large its values are, and how often each unit is on.
import type { NamedArray } from '@shared/tensors/named-arrays'

export interface ActivationUse {
  /** Values of all codes by size, `bins` equal steps from `low` to `high`. */
  readonly counts: readonly number[]
  readonly low: number
  readonly high: number
  /** Of each unit, the share of examples it is on for. */
  readonly shares: readonly number[]
  /** Units that are on for some example. */
  readonly used: number
  /** Mean number of units on, an example. */
  readonly perExample: number
}

const BINS = 40

/** @param codes `[n, d]`. @param above further from 0 than this is on. */
export function activationUse(codes: NamedArray, above: number): ActivationUse | null {
  const [count = 0, units = 0] = codes.shape
  if (count === 0 || units === 0) return null
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const on = new Float64Array(units)
  for (let at = 0; at < count * units; at += 1) {
    const value = codes.data[at] ?? 0
    low = Math.min(low, value)
    high = Math.max(high, value)
    if (Math.abs(value) > above) on[at % units] = (on[at % units] ?? 0) + 1
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null
  const span = high > low ? high - low : 1
  const counts = Array<number>(BINS).fill(0)
  for (let at = 0; at < count * units; at += 1) {
    const bin = Math.min(BINS - 1, Math.floor((((codes.data[at] ?? 0) - low) / span) * BINS))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const shares = Array.from(on, (times) => times / count)
  return { counts, low, high, shares, used: shares.filter((share) => share > 0).length, perExample: shares.reduce((sum, share) => sum + share, 0) }
}
