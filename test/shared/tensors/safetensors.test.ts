// The safetensors codec: what is written comes back, and whatever is not a whole, honest file is refused in words.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StudioError } from '@shared/studio-error'
import type { NamedArray } from '@shared/tensors/named-arrays'
import { decodeSafetensors, encodeSafetensors } from '@shared/tensors/safetensors'

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })

function arrayOf(dtype: NamedArray['dtype'], extents: readonly number[], seed: number): NamedArray {
  const size = extents.reduce((product, extent) => product * extent, 1)
  const value = (index: number): number => Math.imul(seed + index, 2654435761)
  switch (dtype) {
    case 'float32':
      return { dtype, shape: extents, data: Float32Array.from({ length: size }, (_, index) => value(index) / 977) }
    case 'int32':
      return { dtype, shape: extents, data: Int32Array.from({ length: size }, (_, index) => value(index)) }
    case 'uint8':
      return { dtype, shape: extents, data: Uint8Array.from({ length: size }, (_, index) => value(index)) }
  }
}

const array = fc.tuple(fc.constantFrom('float32' as const, 'int32' as const, 'uint8' as const), shape, fc.integer()).map(([dtype, extents, seed]) => arrayOf(dtype, extents, seed))
const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== '__proto__' && text !== '__metadata__')
const arrays = fc.dictionary(name, array, { noNullPrototype: true, maxKeys: 6 })
const metadata = fc.dictionary(name, fc.string(), { noNullPrototype: true, maxKeys: 3 })

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return error instanceof StudioError ? error.detail.code : `a plain ${String(error)}`
  }
  return 'nothing'
}

/** A file with any header over the given count of data bytes. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}

describe('safetensors', () => {
  test('what is written comes back, whatever the names, dtypes and shapes', () => {
    fc.assert(
      fc.property(arrays, metadata, (content, notes) => {
        const decoded = decodeSafetensors(encodeSafetensors(content, notes))
        expect(decoded).toEqual({ arrays: content, metadata: notes })
      }),
    )
  })

  test('a view into larger memory, such as a Node Buffer, decodes to arrays of their own', () => {
    const content = { a: arrayOf('float32', [3], 4), b: arrayOf('int32', [2], 5) }
    const bytes = encodeSafetensors(content)
    const larger = Buffer.concat([Buffer.alloc(3), bytes, Buffer.alloc(5)])
    const view = larger.subarray(3, 3 + bytes.length)
    const { arrays } = decodeSafetensors(view)
    larger.fill(0xff)
    expect(arrays).toEqual(content)
    expect(arrays['a']?.data.buffer.byteLength).toBe(12)
  })

  test('equal content gives equal bytes, in whatever order it was put together', () => {
    const a = arrayOf('float32', [2, 3], 1)
    const b = arrayOf('uint8', [5], 2)
    expect(encodeSafetensors({ a, b }, { x: '1', y: '2' })).toEqual(encodeSafetensors({ b, a }, { y: '2', x: '1' }))
  })

  test('arrays of four-byte values lie at multiples of four, so that other readers can map them', () => {
    const bytes = encodeSafetensors({ a: arrayOf('uint8', [3], 1), b: arrayOf('float32', [2], 2) })
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))))) as Record<string, { data_offsets: number[] }>
    expect(header['b']?.data_offsets).toEqual([0, 8])
    expect(header['a']?.data_offsets).toEqual([8, 11])
  })

  test.each<[string, Uint8Array]>([
    ['a file of seven bytes', new Uint8Array(7)],
    ['a header longer than the file', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 123)],
    ['a header that is no JSON', file('{', 0)],
    ['a header that is a list', file('[]', 0)],
    ['a header that is not UTF-8', (() => { const bytes = file('"a"', 0); bytes[9] = 0xff; return bytes })()],
    ['an entry without offsets', file({ a: { dtype: 'F32', shape: [1] } }, 4)],
    ['an entry with something more', file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4], more: 1 } }, 4)],
    ['a dtype of another world', file({ a: { dtype: 'F8', shape: [1], data_offsets: [0, 1] } }, 1)],
    ['a dtype named like a method', file({ a: { dtype: 'toString', shape: [1], data_offsets: [0, 4] } }, 4)],
    ['a shape larger than its bytes', file({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, 4)],
    ['a shape whose size overflows', file({ a: { dtype: 'F32', shape: [9007199254740991, 9007199254740991], data_offsets: [0, 4] } }, 4)],
    ['a negative extent', file({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, 4)],
    ['an end past the file', file({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 4)],
    ['arrays that overlap', file({ a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] }, b: { dtype: 'U8', shape: [4], data_offsets: [2, 6] } }, 6)],
    ['a gap between arrays', file({ a: { dtype: 'U8', shape: [2], data_offsets: [0, 2] }, b: { dtype: 'U8', shape: [2], data_offsets: [4, 6] } }, 6)],
    ['bytes that belong to nothing', file({ a: { dtype: 'U8', shape: [2], data_offsets: [0, 2] } }, 3)],
    ['metadata that is not text', file({ __metadata__: { a: 1 } }, 0)],
  ])('refuses %s', (_what, bytes) => {
    expect(codeOf(() => decodeSafetensors(bytes))).toBe('safetensors-invalid')
  })

  test('refuses every file cut short, and never fails in any other way on damaged ones', () => {
    const whole = encodeSafetensors({ weight: arrayOf('float32', [3, 2], 7), label: arrayOf('int32', [3], 8) }, { step: '12' })
    for (let length = 0; length < whole.length; length += 1) expect(codeOf(() => decodeSafetensors(whole.subarray(0, length)))).toBe('safetensors-invalid')
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const damaged = whole.slice()
        damaged[at] = value
        expect(['nothing', 'safetensors-invalid']).toContain(codeOf(() => decodeSafetensors(damaged)))
      }),
      { numRuns: 500 },
    )
  })
})
