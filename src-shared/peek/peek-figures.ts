// What a peek shows of a node: the figures of its values, their histogram, and small pictures where they are images.
import type { NamedArray, NamedArrays } from '../tensors/named-arrays'
import type { Shape } from '../tensors/shape'

/** Examples that go through at once. */
export const PEEK_ROWS = 4
const BINS = 24
const MOST_TILES = 16
/** Longer sides are shown by every second, third ... pixel. */
const LONGEST_SIDE = 64

export interface PeekFigures {
  /** Without the batch axis. */
  readonly shape: Shape
  readonly mean: number
  readonly deviation: number
  /** Of the finite values; not a number where there are none. */
  readonly least: number
  readonly most: number
  /** Shares, 0 to 1. */
  readonly zeros: number
  readonly notFinite: number
  /** Counts over [least, most]. */
  readonly histogram: ArrayLike<number>
  /** `[tiles, height, width]` of bytes, black the least value and white the most: channels of the first example, or examples where there is one channel. */
  readonly tiles: NamedArray | null
}

/** @param values `[rows, ...shape]` */
export function peekFigures(values: Float32Array, shape: Shape): PeekFigures {
  let [count, sum, zeros, least, most] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    count += 1
    sum += value
    if (value === 0) zeros += 1
    if (value < least) least = value
    if (value > most) most = value
  }
  const mean = count === 0 ? Number.NaN : sum / count
  const histogram = new Int32Array(BINS)
  const width = most - least
  let squares = 0
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    squares += (value - mean) ** 2
    const bin = width > 0 ? Math.min(BINS - 1, Math.floor((BINS * (value - least)) / width)) : Math.floor(BINS / 2)
    histogram[bin] = (histogram[bin] ?? 0) + 1
  }
  const share = (part: number): number => (values.length === 0 ? 0 : part / values.length)
  return {
    shape,
    mean,
    deviation: count === 0 ? Number.NaN : Math.sqrt(squares / count),
    least: count === 0 ? Number.NaN : least,
    most: count === 0 ? Number.NaN : most,
    zeros: share(zeros),
    notFinite: share(values.length - count),
    histogram,
    tiles: shape.length === 3 && count > 0 ? tilesOf(values, shape, least, width) : null,
  }
}

function tilesOf(values: Float32Array, shape: Shape, least: number, range: number): NamedArray | null {
  const [height = 1, width = 1, channels = 1] = shape
  if (height * width < 2) return null
  const every = Math.ceil(Math.max(height, width) / LONGEST_SIDE)
  const [rows, columns] = [Math.ceil(height / every), Math.ceil(width / every)]
  const examples = values.length / (height * width * channels)
  const count = Math.min(MOST_TILES, channels === 1 ? examples : channels)
  const data = new Uint8Array(count * rows * columns)
  for (let tile = 0, at = 0; tile < count; tile += 1) {
    const [example, channel] = channels === 1 ? [tile, 0] : [0, tile]
    for (let row = 0; row < rows; row += 1)
      for (let column = 0; column < columns; column += 1, at += 1) {
        const value = values[((example * height + row * every) * width + column * every) * channels + channel] ?? 0
        data[at] = range > 0 ? Math.max(0, Math.min(255, Math.round((255 * (value - least)) / range))) : 128
      }
  }
  return { dtype: 'uint8', shape: [count, rows, columns], data }
}

/** As arrays under the node's signature. */
export function packFigures(signature: string, figures: PeekFigures): NamedArrays {
  const { shape, mean, deviation, least, most, zeros, notFinite, histogram, tiles } = figures
  return {
    [`shape/${signature}`]: { dtype: 'int32', shape: [shape.length], data: Int32Array.from(shape) },
    [`figures/${signature}`]: { dtype: 'float32', shape: [6], data: Float32Array.of(mean, deviation, least, most, zeros, notFinite) },
    [`histogram/${signature}`]: { dtype: 'int32', shape: [histogram.length], data: Int32Array.from(histogram) },
    ...(tiles === null ? {} : { [`tiles/${signature}`]: tiles }),
  }
}

/** Every node's figures in an answer, by signature. */
export function unpackFigures(arrays: NamedArrays): ReadonlyMap<string, PeekFigures> {
  const found = new Map<string, PeekFigures>()
  for (const [name, { data }] of Object.entries(arrays)) {
    if (!name.startsWith('figures/')) continue
    const signature = name.slice('figures/'.length)
    const [mean = Number.NaN, deviation = Number.NaN, least = Number.NaN, most = Number.NaN, zeros = 0, notFinite = 0] = data
    found.set(signature, {
      shape: [...(arrays[`shape/${signature}`]?.data ?? [])],
      mean,
      deviation,
      least,
      most,
      zeros,
      notFinite,
      histogram: arrays[`histogram/${signature}`]?.data ?? new Int32Array(0),
      tiles: arrays[`tiles/${signature}`] ?? null,
    })
  }
  return found
}
