// Plain arrays with shapes: what enters and leaves an engine, a checkpoint and an array file.
import type { Shape } from './shape'

export type ArrayDtype = 'float32' | 'int32' | 'uint8'

export interface NamedArray {
  readonly dtype: ArrayDtype
  /** Full shape, batch axis included where there is one. */
  readonly shape: Shape
  readonly data: Float32Array | Int32Array | Uint8Array
}

export type NamedArrays = Readonly<Record<string, NamedArray>>
