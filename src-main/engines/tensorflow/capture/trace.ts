// What the recorder writes down of one eager call: native ops in order, where each input came from, and what the
// program returned. Nothing here knows tfjs or protobuf.
import type { Shape } from '@shared/tensors/shape'

/** An op attribute as tfjs-node hands it to the native library. */
export interface TraceAttribute {
  readonly name: string
  /** One of the binding's TF_ATTR_* numbers. */
  readonly type: number
  readonly value: unknown
}

/** Where a tensor came from. */
export type TraceReference =
  | { readonly from: 'feed'; readonly name: string }
  | { readonly from: 'state'; readonly name: string }
  | { readonly from: 'constant'; readonly index: number }
  | { readonly from: 'op'; readonly index: number; readonly output: number }

/** A TensorFlow DataType number. */
export type NativeDtype = number

export interface TraceOp {
  readonly op: string
  readonly attributes: readonly TraceAttribute[]
  readonly inputs: readonly TraceReference[]
  readonly outputs: readonly { readonly dtype: NativeDtype; readonly shape: Shape }[]
  /** The layer it was asked for in, for errors; null outside the layers. */
  readonly layer: string | null
  /** State that the operation writes in place: its leading inputs are these values before, its outputs the values after. */
  readonly updates?: readonly string[]
}

export interface TraceConstant {
  readonly dtype: NativeDtype
  readonly shape: Shape
  /** Little-endian bytes in the dtype's own width. */
  readonly bytes: Uint8Array
  readonly layer: string | null
}

export interface TraceResult {
  readonly reference: TraceReference
  readonly dtype: NativeDtype
  readonly shape: Shape
}

export interface Trace {
  readonly ops: readonly TraceOp[]
  readonly constants: readonly TraceConstant[]
  /** New values of the state that changes. */
  readonly state: Readonly<Record<string, TraceResult>>
  readonly outputs: Readonly<Record<string, TraceResult>>
}
