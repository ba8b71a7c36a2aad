// Picks examples out of a split into one array for a feed.
import { sizeOf, type Shape } from '@shared/tensors/shape'
import type { NamedArray } from '@shared/tensors/named-arrays'
import type { DatasetSplit } from '../datasets/loaded-dataset'

/** `[rows, ...shape]` of the examples at the given indices. */
export function gatherExamples(split: DatasetSplit, shape: Shape, indices: ArrayLike<number>): NamedArray {
  const array = emptyExamples(split, shape, indices.length)
  fillExamples(array, split, indices)
  return array
}

/** `[rows, ...shape]` of zeros, in the split's own type. */
export function emptyExamples({ examples }: DatasetSplit, shape: Shape, rows: number): NamedArray {
  const count = rows * sizeOf(shape)
  const bytes = examples instanceof Uint8Array
  return { dtype: bytes ? 'uint8' : 'float32', shape: [rows, ...shape], data: bytes ? new Uint8Array(count) : new Float32Array(count) }
}

/** Overwrites the first rows with the examples at the given indices. */
export function fillExamples({ shape, data }: NamedArray, split: DatasetSplit, indices: ArrayLike<number>): void {
  const size = sizeOf(shape.slice(1))
  for (let row = 0; row < indices.length; row += 1) {
    const begin = (indices[row] ?? 0) * size
    data.set(split.examples.subarray(begin, begin + size), row * size)
  }
}

/** `[rows]` int32: the classes of the examples at the given indices; 0 where examples carry none. */
export function gatherLabels({ labels }: DatasetSplit, indices: ArrayLike<number>): NamedArray {
  const data = Int32Array.from(indices, (index) => labels?.[index] ?? 0)
  return { dtype: 'int32', shape: [indices.length], data }
}

/** The numbers from begin to end − 1. */
export function range(begin: number, end: number): Uint32Array {
  return Uint32Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + index)
}

/**
 * So many numbers from begin on, past the last of `count` from 0 again. Programs have static shapes: a call that examples are too few
 * for is filled with others, never with zeros, since some figures are of the whole call (a sparse code's mean activations, a
 * discriminator's spread within its batch).
 */
export function circle(begin: number, rows: number, count: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => (begin + row) % count)
}
