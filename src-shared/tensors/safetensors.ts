// The safetensors file format: 8 bytes little-endian header length, a JSON header naming each tensor's dtype, shape and place,
// then the bytes. Nothing in it can run. https://huggingface.co/docs/safetensors
import { z } from 'zod'
import { StudioError } from '../studio-error'
import type { ArrayDtype, NamedArray, NamedArrays } from './named-arrays'
import { formatShape, sizeOf } from './shape'
import { utf8Bytes, utf8Text } from './utf8'

const LENGTH_BYTES = 8
/** As the reference implementation: a longer header is refused before it is parsed. */
const MOST_HEADER_BYTES = 100_000_000

const dtypeNames = { float32: 'F32', int32: 'I32', uint8: 'U8' } as const satisfies Record<ArrayDtype, string>
const dtypesByName: Readonly<Record<string, ArrayDtype>> = { F32: 'float32', I32: 'int32', U8: 'uint8' }
const bytesPerValue = { float32: 4, int32: 4, uint8: 1 } as const satisfies Record<ArrayDtype, number>

const extent = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const entrySchema = z.strictObject({ dtype: z.string(), shape: z.array(extent).max(16), data_offsets: z.tuple([extent, extent]) })
const headerSchema = z.record(z.string(), z.unknown())
const metadataSchema = z.record(z.string(), z.string())

/**
 * The bytes of a file with these arrays, wider values first and then in name order, so that equal content gives equal bytes
 * and every array is aligned.
 * @throws Error when an array's data do not fill its shape, or a name is `__metadata__` or `__proto__`.
 */
export function encodeSafetensors(arrays: NamedArrays, metadata?: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const names = Object.keys(arrays).sort()
  const entries = names.map((name) => ({ name, array: arrayNamed(arrays, name) }))
  entries.sort((a, b) => bytesPerValue[b.array.dtype] - bytesPerValue[a.array.dtype])
  const header: [string, unknown][] = []
  if (metadata !== undefined) header.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)))])
  let offset = 0
  for (const { name, array } of entries) {
    if (name === '__metadata__' || name === '__proto__') throw new Error(`${name} is not a name for an array`)
    if (array.data.length !== sizeOf(array.shape)) throw new Error(`${name}: ${array.data.length} values do not fill ${formatShape(array.shape)}`)
    header.push([name, { dtype: dtypeNames[array.dtype], shape: array.shape, data_offsets: [offset, offset + array.data.byteLength] }])
    offset += array.data.byteLength
  }
  const text = utf8Bytes(JSON.stringify(Object.fromEntries(header)))
  const headerBytes = Math.ceil(text.length / 8) * 8
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true)
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes)
  bytes.set(text, LENGTH_BYTES)
  let at = LENGTH_BYTES + headerBytes
  for (const { array } of entries) {
    bytes.set(new Uint8Array(array.data.buffer, array.data.byteOffset, array.data.byteLength), at)
    at += array.data.byteLength
  }
  return bytes
}

/**
 * Reads a whole file. Every byte must belong to exactly one array, in order, without gaps or overlaps.
 * @throws StudioError `safetensors-invalid`, naming what is wrong with the file.
 */
export function decodeSafetensors(bytes: Uint8Array): { readonly arrays: NamedArrays; readonly metadata: Readonly<Record<string, string>> } {
  if (bytes.byteLength < LENGTH_BYTES) throw invalid('The file ends inside its first 8 bytes', 'at least 8 bytes', `${bytes.byteLength} bytes`)
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true)
  const room = bytes.byteLength - LENGTH_BYTES
  if (length > BigInt(Math.min(room, MOST_HEADER_BYTES))) {
    throw invalid('The header is longer than the file', `a header of at most ${Math.min(room, MOST_HEADER_BYTES)} bytes`, `${length} bytes`)
  }
  const headerBytes = Number(length)
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headerBytes))
  const dataStart = LENGTH_BYTES + headerBytes
  const dataBytes = bytes.byteLength - dataStart
  const arrays: [string, NamedArray][] = []
  const places: { readonly name: string; readonly begin: number; readonly end: number }[] = []
  for (const [name, raw] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const entry = entrySchema.safeParse(raw)
    if (!entry.success) throw invalid(`The entry of ${quote(name)} is malformed`, 'dtype, shape and data_offsets', z.prettifyError(entry.error))
    const dtype = Object.hasOwn(dtypesByName, entry.data.dtype) ? dtypesByName[entry.data.dtype] : undefined
    if (dtype === undefined) throw invalid(`${quote(name)} has a type the studio does not read`, 'F32, I32 or U8', entry.data.dtype)
    const [begin, end] = entry.data.data_offsets
    const expected = sizeOf(entry.data.shape) * bytesPerValue[dtype]
    if (!Number.isSafeInteger(expected) || end - begin !== expected) {
      throw invalid(`${quote(name)} does not fill its place`, `${expected} bytes for ${formatShape(entry.data.shape)} of ${entry.data.dtype}`, `${end - begin} bytes`)
    }
    if (end > dataBytes) throw invalid(`${quote(name)} reaches past the end of the file`, `an end at most ${dataBytes}`, String(end))
    places.push({ name, begin, end })
    arrays.push([name, readArray(bytes, dataStart + begin, dataStart + end, dtype, entry.data.shape)])
  }
  checkCoverage(places, dataBytes)
  const metadata = metadataSchema.safeParse(header['__metadata__'] ?? {})
  if (!metadata.success) throw invalid('__metadata__ must map names to texts', 'texts only', z.prettifyError(metadata.error))
  return { arrays: Object.fromEntries(arrays), metadata: metadata.data }
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let parsed: unknown
  try {
    parsed = JSON.parse(utf8Text(bytes))
  } catch (cause) {
    throw invalid('The header is not JSON', 'a JSON object', cause instanceof Error ? cause.message : String(cause))
  }
  const header = headerSchema.safeParse(parsed)
  if (!header.success) throw invalid('The header is not a JSON object', 'a JSON object', Array.isArray(parsed) ? 'a list' : typeof parsed)
  return header.data
}

function readArray(bytes: Uint8Array, begin: number, end: number, dtype: ArrayDtype, shape: readonly number[]): NamedArray {
  // A copy: its buffer starts at the array, so any dtype is aligned and the file's bytes can go. Not `slice`, which Node's Buffer
  // makes a view of the same memory.
  const { buffer } = new Uint8Array(bytes.subarray(begin, end))
  switch (dtype) {
    case 'float32':
      return { dtype, shape, data: new Float32Array(buffer) }
    case 'int32':
      return { dtype, shape, data: new Int32Array(buffer) }
    case 'uint8':
      return { dtype, shape, data: new Uint8Array(buffer) }
  }
}

function checkCoverage(places: { readonly name: string; readonly begin: number; readonly end: number }[], dataBytes: number): void {
  let reached = 0
  for (const { name, begin, end } of [...places].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== reached) {
      throw invalid(`${quote(name)} ${begin < reached ? 'overlaps another array' : 'leaves a gap before it'}`, `a begin at ${reached}`, String(begin))
    }
    reached = end
  }
  if (reached !== dataBytes) throw invalid('Bytes at the end belong to no array', `${reached} bytes of data`, `${dataBytes} bytes`)
}

function arrayNamed(arrays: NamedArrays, name: string): NamedArray {
  const array = arrays[name]
  if (array === undefined) throw new Error(`No array ${name}`)
  return array
}

function quote(name: string): string {
  return `“${name.length > 80 ? `${name.slice(0, 80)}…` : name}”`
}

function invalid(message: string, expected: string, got: string): StudioError {
  const fix = 'The file is damaged or not a safetensors file: take another copy'
  return new StudioError({ code: 'safetensors-invalid', message, expected, got: got.slice(0, 500), fix })
}
