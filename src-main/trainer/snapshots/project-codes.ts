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
  /** Mean KL of each dimension from its prior, in nats, where the recipe has one. */
  readonly divergences?: Float32Array
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
  const centred = centre({ count, width, values })
  const fitted = Math.min(count, Math.max(FEWEST_FITTED, Math.floor(FITTED_VALUES / width)))
  const axes = mainDirections(centred, fitted, width).map((direction, axis) => align(direction, previous[axis]))
  const points = new Float32Array(2 * count)
  let kept = 0
  let total = 0
  for (const value of centred) total += value * value
  axes.forEach((direction, axis) => {
    for (let row = 0; row < count; row += 1) {
      let coordinate = 0
      for (let column = 0; column < width; column += 1) coordinate += (centred[row * width + column] ?? 0) * (direction[column] ?? 0)
      kept += coordinate * coordinate
      points[2 * row + axis] = coordinate
    }
  })
  return { method: 'pca', points, explained: total === 0 ? 1 : Math.min(1, kept / total), axes }
}

/** The codes about their mean, `[count, width]`. */
function centre({ count, width, values }: Codes): Float64Array {
  const means = new Float64Array(width)
  for (let at = 0; at < values.length; at += 1) means[at % width] = (means[at % width] ?? 0) + (values[at] ?? 0) / count
  return Float64Array.from(values, (value, at) => value - (means[at % width] ?? 0))
}

/** Two directions of most spread of the first `rows` of `[count, width]`. */
function mainDirections(centred: Float64Array, rows: number, width: number): readonly (readonly number[])[] {
  if (width > MOST_COVARIANCE_DIMENSIONS) {
    // NIPALS sets out from the first column, and finds nothing where that is a unit that never changes.
    const start = widestColumn(centred, rows, width)
    const table = Array.from({ length: rows }, (_, row) => withFirst(Array.from(centred.subarray(row * width, (row + 1) * width)), start))
    // It keeps its vectors as rows. Where one axis holds all the spread there is no second.
    const loadings = new PCA(table, { method: 'NIPALS', nCompNIPALS: 2 }).getLoadings()
    return [0, 1].map((axis) => withFirst(loadings.getRow(axis), start).map((value) => (Number.isFinite(value) ? value : 0)))
  }
  const vectors = new PCA(covariance(centred, rows, width), { isCovarianceMatrix: true }).getEigenvectors()
  return [0, 1].map((axis) => vectors.getColumn(axis))
}

function widestColumn(centred: Float64Array, rows: number, width: number): number {
  const squares = new Float64Array(width)
  for (let at = 0; at < rows * width; at += 1) squares[at % width] = (squares[at % width] ?? 0) + (centred[at] ?? 0) ** 2
  return squares.reduce((best, value, column) => (value > (squares[best] ?? 0) ? column : best), 0)
}

/** With the first value and that of a column in each other's place; done twice, as it was. */
function withFirst(values: number[], column: number): number[] {
  const [first = 0, other = 0] = [values[0], values[column]]
  values[0] = other
  values[column] = first
  return values
}

/** `[width][width]`, by hand: through nested arrays it would hold a run up for ten times as long as the rest of a picture. */
function covariance(centred: Float64Array, rows: number, width: number): number[][] {
  const sums = Array.from({ length: width }, () => Array<number>(width).fill(0))
  for (let row = 0; row < rows; row += 1) {
    const begin = row * width
    for (let a = 0; a < width; a += 1) {
      const [value, line] = [centred[begin + a] ?? 0, sums[a]]
      if (line === undefined) continue
      for (let b = a; b < width; b += 1) line[b] = (line[b] ?? 0) + value * (centred[begin + b] ?? 0)
    }
  }
  return sums.map((line, a) => line.map((_, b) => ((a <= b ? line[b] : sums[b]?.[a]) ?? 0) / Math.max(1, rows - 1)))
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
