// An array read from a file: its shape, the count of examples first, and its values in C order.
import { StudioError } from '@shared/studio-error'
import { sizeOf } from '@shared/tensors/shape'

export interface NumberArray {
  readonly shape: readonly number[]
  /** uint8 stays; every other type becomes float32. */
  readonly values: Uint8Array | Float32Array
}

export interface ElementType {
  readonly bytes: number
  read(view: DataView, at: number): number
}

/** By kind and size, as both formats name them: `u1`, `i2`, `f4` ... */
function elementType(code: string, littleEndian: boolean): ElementType | undefined {
  const reads: Readonly<Record<string, ElementType>> = {
    u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
    b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
    i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
    u2: { bytes: 2, read: (view, at) => view.getUint16(at, littleEndian) },
    i2: { bytes: 2, read: (view, at) => view.getInt16(at, littleEndian) },
    u4: { bytes: 4, read: (view, at) => view.getUint32(at, littleEndian) },
    i4: { bytes: 4, read: (view, at) => view.getInt32(at, littleEndian) },
    u8: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, littleEndian)) },
    i8: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, littleEndian)) },
    f4: { bytes: 4, read: (view, at) => view.getFloat32(at, littleEndian) },
    f8: { bytes: 8, read: (view, at) => view.getFloat64(at, littleEndian) },
  }
  return reads[code]
}

/** @param name for the words. @throws StudioError `import-array-truncated`, `-oversized`, `-empty` */
export function readElements(name: string, bytes: Buffer, begin: number, shape: readonly number[], code: string, littleEndian: boolean): NumberArray {
  const type = elementType(code, littleEndian)
  if (type === undefined) throw arrayFault('type', name, 'holds values of a kind this studio does not read', 'whole numbers or floating point numbers of 1 to 8 bytes', code, 'Save it as float32 or uint8')
  const count = sizeOf(shape)
  if (shape.length === 0 || count === 0) throw arrayFault('empty', name, 'holds no values', 'at least one example', `[${shape.join(', ')}]`, 'Choose another file')
  const whole = begin + count * type.bytes
  if (!Number.isSafeInteger(whole) || bytes.length < whole) throw arrayFault('truncated', name, 'ends too early', `${whole.toLocaleString('en-US')} bytes for [${shape.join(', ')}]`, `${bytes.length.toLocaleString('en-US')} bytes`, 'Copy it again from where it came')
  if (bytes.length > whole) throw arrayFault('oversized', name, 'is longer than its header says', `${whole.toLocaleString('en-US')} bytes for [${shape.join(', ')}]`, `${bytes.length.toLocaleString('en-US')} bytes`, 'Copy it again from where it came')
  if (code === 'u1') return { shape, values: new Uint8Array(bytes.buffer, bytes.byteOffset + begin, count) }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const values = new Float32Array(count)
  for (let index = 0; index < count; index += 1) values[index] = type.read(view, begin + index * type.bytes)
  return { shape, values }
}

export function arrayFault(code: string, name: string, what: string, expected: string, got: string, fix: string): StudioError {
  return new StudioError({ code: `import-array-${code}`, message: `${name} ${what}`, path: name, expected, got, fix })
}
