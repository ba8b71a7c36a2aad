// Arrays of points as planes take them.
import type { NamedArray } from '@shared/tensors/named-arrays'

/** `[x0, y0, x1, y1, ...]` of an `[n, 2]` array; null for any other shape, or none. */
export function interleaved(array: NamedArray | undefined): ArrayLike<number> | null {
  return array && array.shape.length === 2 && array.shape[1] === 2 ? array.data : null
}
