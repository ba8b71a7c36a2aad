// The codes that a manifold picture walks over: a grid over a 2-D code, a line along a 1-D one.
import type { Codes } from './project-codes'

/** Tiles a side of the grid. */
export const GRID_SIDE = 20
/** Points along a line of 1-D codes; images get GRID_SIDE tiles. */
const LINE_POINTS = 256
/** A standard normal prior is walked over this far to both sides. */
const PRIOR_REACH = 3
/** Codes without a prior are walked over between these shares of what test examples use. */
const LOW_SHARE = 0.01
const HIGH_SHARE = 0.99

export type Range = [number, number]

export interface ManifoldCodes {
  /** Rows from high to low second coordinate, columns from low to high first one. */
  readonly values: Float32Array
  readonly columns: number
  readonly range: Range[]
}

/** Null for codes of more than two dimensions. */
export function manifoldCodes(codes: Codes, prior: 'standard-normal' | 'none', kind: 'image' | 'points'): ManifoldCodes | null {
  if (codes.width > 2 || !codes.values.every(Number.isFinite)) return null
  const range = Array.from({ length: codes.width }, (_, axis): Range => (prior === 'standard-normal' ? [-PRIOR_REACH, PRIOR_REACH] : spread(codes, axis)))
  const [first, second] = range
  if (first === undefined) return null
  if (second === undefined) {
    const columns = kind === 'image' ? GRID_SIDE : LINE_POINTS
    return { values: Float32Array.from({ length: columns }, (_, column) => between(first, column / (columns - 1))), columns, range }
  }
  const values = new Float32Array(2 * GRID_SIDE * GRID_SIDE)
  for (let row = 0; row < GRID_SIDE; row += 1) {
    for (let column = 0; column < GRID_SIDE; column += 1) {
      const at = 2 * (row * GRID_SIDE + column)
      values[at] = between(first, column / (GRID_SIDE - 1))
      values[at + 1] = between(second, 1 - row / (GRID_SIDE - 1))
    }
  }
  return { values, columns: GRID_SIDE, range }
}

function between([low, high]: Range, share: number): number {
  return low + (high - low) * share
}

function spread({ count, width, values }: Codes, axis: number): Range {
  const sorted = Float32Array.from({ length: count }, (_, row) => values[row * width + axis] ?? 0).sort()
  const at = (share: number): number => sorted[Math.round(share * (count - 1))] ?? 0
  const low = at(LOW_SHARE)
  const high = at(HIGH_SHARE)
  // A model that uses one code for everything still gets a picture.
  return high - low < 1e-6 ? [low - 1, low + 1] : [low, high]
}
