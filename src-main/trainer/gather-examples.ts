// Picks examples out of a split into one array for a feed.
import { sizeOf, type Shape } from '@shared/tensors/shape'
import type { NamedArray } from '@shared/tensors/named-arrays'
import type { DatasetSplit } from '../datasets/loaded-dataset'

/**
 * `[rows, ...shape]` of the examples at the given indices. Where indices are fewer than rows, the rest stays zero: programs have
 * static shapes, and whoever pads reads only the rows it asked for.
 */
export function gatherExamples(split: DatasetSplit, shape: Shape, indices: ArrayLike<number>, rows = indices.length): NamedArray {
  const size = sizeOf(shape)
  const bytes = split.examples instanceof Uint8Array
  const data = bytes ? new Uint8Array(rows * size) : new Float32Array(rows * size)
  for (let row = 0; row < indices.length; row += 1) {
    const begin = (indices[row] ?? 0) * size
    data.set(split.examples.subarray(begin, begin + size), row * size)
  }
  return { dtype: bytes ? 'uint8' : 'float32', shape: [rows, ...shape], data }
}

/** The numbers from begin to end − 1. */
export function range(begin: number, end: number): Uint32Array {
  return Uint32Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + index)
}
