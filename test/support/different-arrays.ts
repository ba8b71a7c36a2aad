// Exact comparison of large states. `toEqual` looks at values one by one, as properties: over millions of weights that takes longer than the
// steps that made them.
import { Buffer } from 'node:buffer'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'

const bytesOf = ({ data }: NamedArray): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength)

/** Names of the arrays that are not the same to the bit, or that only one side has. */
export function differentArrays(one: NamedArrays, other: NamedArrays): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => {
    const [left, right] = [one[name], other[name]]
    return left === undefined || right === undefined || left.dtype !== right.dtype || left.shape.join() !== right.shape.join() || !bytesOf(left).equals(bytesOf(right))
  })
}
