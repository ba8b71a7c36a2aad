// Lays codes out in the plane: as they are in one or two dimensions, along the two main axes of their spread above that. An axis'
// sign is free, so it is chosen to agree with the snapshot before: the picture does not flip while a run goes on.
import { PCA } from 'ml-pca'

/** Above this many dimensions the covariance matrix costs more than finding two axes by iteration. */
const MOST_COVARIANCE_DIMENSIONS = 128

/**
 * Axes are found from about this many values, so that a picture never holds a run up for long: all codes of 20 dimensions, some
 * hundreds of 784. Every code is then laid out, and the share they keep is measured, on those axes.
 */
const FITTED_VALUES = 256_000
const FEWEST_FITTED = 200

export interface Codes {
  readonly count: number
  /** Values in a code. */
  readonly width: number
  /** `[count, width]`. */
  readonly values: Float32Array
}

export interface Projection {
  readonly method: 'identity' | 'pca'
  /** `[count, 2]`. */
  readonly points: Float32Array
  /** Share of the variance that the two axes keep; only for `pca`. */
  readonly explained?: number
  /** Directions of the two axes, to align the next snapshot with. */
  readonly axes: readonly (readonly number[])[]
}

/** @param previous axes of the snapshot before. Null where a code is not a number, or there are too few codes. */
export function projectCodes(codes: Codes, previous: readonly (readonly number[])[]): Projection | null {
  const { count, width, values } = codes
  if (!values.every(Number.isFinite)) return null
  if (width <= 2) {
    const points = new Float32Array(2 * count)
    for (let row = 0; row < count; row += 1) for (let axis = 0; axis < width; axis += 1) points[2 * row + axis] = values[row * width + axis] ?? 0
    return { method: 'identity', points, axes: [] }
  }
  if (count < 3) return null
  return principalPlane(codes, previous)
}

function principalPlane({ count, width, values }: Codes, previous: readonly (readonly number[])[]): Projection {
  const rows = Array.from({ length: count }, (_, row) => Array.from(values.subarray(row * width, (row + 1) * width)))
  const fitted = rows.slice(0, Math.max(FEWEST_FITTED, Math.floor(FITTED_VALUES / width)))
  const pca = new PCA(fitted, width <= MOST_COVARIANCE_DIMENSIONS ? { method: 'covarianceMatrix' } : { method: 'NIPALS', nCompNIPALS: 2 })
  // Columns of the eigenvectors; NIPALS keeps them as rows.
  const vectors = width <= MOST_COVARIANCE_DIMENSIONS ? pca.getEigenvectors() : pca.getLoadings().transpose()
  const axes = [0, 1].map((axis) => align(vectors.getColumn(axis), previous[axis]))
  const means = Array.from({ length: width }, (_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / count)
  const points = new Float32Array(2 * count)
  let kept = 0
  let total = 0
  rows.forEach((row, index) => {
    const centred = row.map((value, column) => value - (means[column] ?? 0))
    total += dot(centred, centred)
    axes.forEach((direction, axis) => {
      const coordinate = dot(centred, direction)
      kept += coordinate ** 2
      points[2 * index + axis] = coordinate
    })
  })
  return { method: 'pca', points, explained: total === 0 ? 1 : Math.min(1, kept / total), axes }
}

/** With nothing to agree with, the largest part of a direction is positive. */
function align(direction: readonly number[], previous: readonly number[] | undefined): readonly number[] {
  const reference = previous?.length === direction.length ? previous : largestPart(direction)
  return dot(direction, reference) < 0 ? direction.map((value) => -value) : direction
}

function largestPart(direction: readonly number[]): readonly number[] {
  const largest = direction.reduce((best, value, index) => (Math.abs(value) > Math.abs(direction[best] ?? 0) ? index : best), 0)
  return direction.map((_, index) => (index === largest ? 1 : 0))
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}
