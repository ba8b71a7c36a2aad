// IDX, the format MNIST came in: two zero bytes, the type, the number of dimensions, each dimension as 4 big-endian bytes, the values.
import { arrayFault, readElements, type NumberArray } from './number-array'

const TYPES: Readonly<Record<number, string>> = { 0x08: 'u1', 0x09: 'i1', 0x0b: 'i2', 0x0c: 'i4', 0x0d: 'f4', 0x0e: 'f8' }
const MOST_RANK = 8

/** @throws StudioError `import-array-*` naming what is wrong with the file. */
export function parseIdx(name: string, bytes: Buffer): NumberArray {
  const [first, second, code = 0, rank = 0] = bytes
  const type = TYPES[code]
  if (first !== 0 || second !== 0 || type === undefined || rank === 0 || rank > MOST_RANK) {
    throw arrayFault('not-idx', name, 'is no IDX file', '00 00, a type from 08 to 0E, and a number of dimensions', [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '), 'Choose the file as it was downloaded')
  }
  const begin = 4 + 4 * rank
  if (bytes.length < begin) throw arrayFault('truncated', name, 'ends inside its header', `${begin} bytes at least`, `${bytes.length}`, 'Copy it again from where it came')
  const shape = Array.from({ length: rank }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis))
  return readElements(name, bytes, begin, shape, type, false)
}
