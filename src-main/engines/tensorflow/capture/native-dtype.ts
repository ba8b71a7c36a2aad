// TensorFlow's DataType numbers for the few types the studio's programs use, and their bytes.
// Source: tensorflow/core/framework/types.proto.
import type { ArrayDtype } from '@shared/tensors/named-arrays'

export const NATIVE_FLOAT = 1
export const NATIVE_INT32 = 3
export const NATIVE_UINT8 = 4
const NATIVE_INT64 = 9
const NATIVE_BOOL = 10

export function nativeDtypeOf(dtype: ArrayDtype): number {
  switch (dtype) {
    case 'float32':
      return NATIVE_FLOAT
    case 'int32':
      return NATIVE_INT32
    case 'uint8':
      return NATIVE_UINT8
  }
}

/**
 * The bytes of a constant as TensorFlow stores them.
 * @throws Error for a dtype no program of the studio uploads.
 */
export function constantBytes(dtype: number, values: ArrayLike<number | boolean>): Uint8Array {
  switch (dtype) {
    case NATIVE_FLOAT:
      return new Uint8Array(Float32Array.from(values as ArrayLike<number>).buffer)
    case NATIVE_INT32:
      return new Uint8Array(Int32Array.from(values as ArrayLike<number>).buffer)
    case NATIVE_INT64:
      return new Uint8Array(BigInt64Array.from(Array.from(values as ArrayLike<number>), (value) => BigInt(value)).buffer)
    case NATIVE_BOOL:
    case NATIVE_UINT8:
      return Uint8Array.from(values as ArrayLike<number>)
    default:
      throw new Error(`A constant of TensorFlow type ${dtype} cannot be captured`)
  }
}
