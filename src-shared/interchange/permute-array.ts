// Weights in another order of axes: every framework lays out kernels in its own way.
import { sizeOf, type Shape } from '../tensors/shape'
import type { WeightArray } from './network-draft'

/** Row-major position in an array of that shape of every value of its transpose, whose axis `i` is axis `order[i]`. */
export function permutedPositions(shape: Shape, order: readonly number[]): Uint32Array {
  const strides = stridesOf(shape)
  const extents = order.map((axis) => shape[axis] ?? 1)
  const steps = order.map((axis) => strides[axis] ?? 0)
  const result = new Uint32Array(sizeOf(shape))
  const place = order.map(() => 0)
  let from = 0
  for (let to = 0; to < result.length; to += 1) {
    result[to] = from
    for (let axis = place.length - 1; axis >= 0; axis -= 1) {
      const step = steps[axis] ?? 0
      const next = (place[axis] ?? 0) + 1
      from += step
      if (next < (extents[axis] ?? 1)) {
        place[axis] = next
        break
      }
      place[axis] = 0
      from -= step * next
    }
  }
  return result
}

/** Transposes: axis `i` of the result is axis `order[i]` of the array. */
export function permuteAxes({ shape, data }: WeightArray, order: readonly number[]): WeightArray {
  const positions = permutedPositions(shape, order)
  return { shape: order.map((axis) => shape[axis] ?? 1), data: Float32Array.from(positions, (position) => data[position] ?? 0) }
}

/** Picks positions along one axis: position `i` of the result is position `positions[i]` of the array. */
export function takeAlong({ shape, data }: WeightArray, axis: number, positions: ArrayLike<number>): WeightArray {
  const extent = shape[axis] ?? 1
  const inner = sizeOf(shape.slice(axis + 1))
  const outer = sizeOf(shape.slice(0, axis))
  const result = new Float32Array(outer * positions.length * inner)
  for (let row = 0; row < outer; row += 1) {
    for (let at = 0; at < positions.length; at += 1) {
      const start = (row * extent + (positions[at] ?? 0)) * inner
      result.set(data.subarray(start, start + inner), (row * positions.length + at) * inner)
    }
  }
  return { shape: shape.map((each, index) => (index === axis ? positions.length : each)), data: result }
}

function stridesOf(shape: Shape): number[] {
  const strides: number[] = []
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = stride
    stride *= shape[axis] ?? 1
  }
  return strides
}
