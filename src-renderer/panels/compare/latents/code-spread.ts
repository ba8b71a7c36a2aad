// Where a run's codes lie beside those of the standard normal, in words: the evidence for gaps or none.
import type { ShownCodes } from '../../train/latent/shown-codes'

export interface CodeSpread {
  /** Mean and standard deviation of each dimension over the codes on show. */
  readonly means: readonly number[]
  readonly deviations: readonly number[]
}

export function codeSpread({ width, values }: Pick<ShownCodes, 'width' | 'values'>): CodeSpread {
  const count = width === 0 ? 0 : values.length / width
  const means = Array.from({ length: width }, () => 0)
  const squares = Array.from({ length: width }, () => 0)
  for (let at = 0; at < values.length; at += 1) means[at % width] = (means[at % width] ?? 0) + (values[at] ?? Number.NaN) / count
  for (let at = 0; at < values.length; at += 1) squares[at % width] = (squares[at % width] ?? 0) + ((values[at] ?? Number.NaN) - (means[at % width] ?? 0)) ** 2 / count
  return { means, deviations: squares.map(Math.sqrt) }
}

/** `mean 0.1, −0.0; spread 0.9, 1.0`; of wider codes from the smallest to the largest. */
export function spreadWords({ means, deviations }: CodeSpread): string {
  return `mean ${listed(means)}; spread ${listed(deviations)}`
}

function listed(values: readonly number[]): string {
  if (values.length <= 2) return values.map(rounded).join(' and ')
  return `${rounded(Math.min(...values))} to ${rounded(Math.max(...values))}`
}

function rounded(value: number): string {
  const digits = Math.abs(value) < 9.95 ? 1 : 0
  return (value === 0 ? 0 : value).toFixed(digits).replace(/^-(0(\.0*)?)$/, '$1').replace('-', '−')
}

/** A circle about the origin in pieces `[x0, y0, x1, y1]`: 95 % of draws from N(0, I) in two dimensions lie inside radius √(−2 ln 0.05). */
export const PRIOR_RADIUS = Math.sqrt(-2 * Math.log(0.05))

export function priorRing(pieces = 72): Float32Array {
  const ring = new Float32Array(4 * pieces)
  for (let piece = 0; piece < pieces; piece += 1) {
    for (const end of [0, 1] as const) {
      const angle = (2 * Math.PI * (piece + end)) / pieces
      ring[4 * piece + 2 * end] = PRIOR_RADIUS * Math.cos(angle)
      ring[4 * piece + 2 * end + 1] = PRIOR_RADIUS * Math.sin(angle)
    }
  }
  return ring
}
