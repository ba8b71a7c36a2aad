// Finds how long each kind of work takes from measured steps: the coefficients c ≥ 0 that make
//   Σ_r weight_r (Σ_k c_k work_rk / time_r − 1)²
// smallest, a linear least-squares fit of relative errors that no coefficient may leave upwards of zero (Lawson and Hanson 1974,
// Solving Least Squares Problems, chapter 23). Solved by coordinate descent: the sum is convex, and there are few coefficients.
import { NO_WORK, workKinds, type Work, type WorkKind } from './work'

export interface MeasuredStep {
  readonly work: Work
  readonly ms: number
  /** 1 unless said otherwise. */
  readonly weight?: number
}

/** Milliseconds for one of each kind. */
export type Speed = Work

const ROUNDS = 4000

export function fitSpeed(steps: readonly MeasuredStep[]): Speed {
  const rows = steps.filter(({ ms }) => Number.isFinite(ms) && ms > 0)
  const columns = workKinds.map((kind) => rows.map(({ work, ms, weight = 1 }) => (Math.sqrt(weight) * work[kind]) / ms))
  const squares = columns.map((column) => column.reduce((sum, value) => sum + value * value, 0))
  const coefficients = columns.map(() => 0)
  const left = rows.map(({ weight = 1 }) => Math.sqrt(weight))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, column] of columns.entries()) {
      const square = squares[at] ?? 0
      if (square === 0) continue
      const before = coefficients[at] ?? 0
      const slope = column.reduce((sum, value, row) => sum + value * (left[row] ?? 0), 0)
      const after = Math.max(0, before + slope / square)
      if (after === before) continue
      coefficients[at] = after
      for (const [row, value] of column.entries()) left[row] = (left[row] ?? 0) - (after - before) * value
    }
  }
  const speed: Record<WorkKind, number> = { ...NO_WORK }
  for (const [at, kind] of workKinds.entries()) speed[kind] = coefficients[at] ?? 0
  return speed
}

/** Milliseconds by kind of work. */
export function timeOf(work: Work, speed: Speed): { readonly totalMs: number; readonly byKind: Work } {
  const byKind: Record<WorkKind, number> = { ...NO_WORK }
  let totalMs = 0
  for (const kind of workKinds) {
    byKind[kind] = work[kind] * speed[kind]
    totalMs += byKind[kind]
  }
  return { totalMs, byKind }
}
