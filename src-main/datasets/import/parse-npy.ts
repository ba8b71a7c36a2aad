// NPY, numpy's own format: magic, version, header as a Python dictionary, then the values.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { arrayFault, readElements, type NumberArray } from './number-array'

const MAGIC = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59])
const MOST_HEADER = 1_000_000
const MOST_RANK = 8

/** @throws StudioError `import-array-*` naming what is wrong with the file. */
export function parseNpy(name: string, bytes: Buffer): NumberArray {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw arrayFault('not-npy', name, 'is no NPY file', '93 4E 55 4D 50 59 at its beginning', [...bytes.subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '), 'Save the array with numpy.save')
  const major = bytes[6] ?? 0
  if (major < 1 || major > 3 || bytes.length < 12) throw arrayFault('version', name, 'has a version this studio does not read', 'version 1, 2 or 3', String(major), 'Save it again with a current numpy')
  const wide = major > 1
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8)
  const begin = (wide ? 12 : 10) + length
  if (length > MOST_HEADER || begin > bytes.length) throw arrayFault('truncated', name, 'ends inside its header', `${begin.toLocaleString('en-US')} bytes at least`, `${bytes.length.toLocaleString('en-US')}`, 'Copy it again from where it came')
  const header = bytes.toString('latin1', wide ? 12 : 10, begin)
  const type = /'descr'\s*:\s*'([<>|=])([a-zA-Z])(\d+)'/.exec(header)
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)
  const extents = /'shape'\s*:\s*\(([^)]*)\)/.exec(header)
  if (type === null || order === null || extents === null) throw arrayFault('header', name, 'has a header this studio does not read', 'plain numbers', header.trim().slice(0, 120), 'Save an array of plain numbers: no records, no objects')
  if (order[1] === 'True') throw arrayFault('order', name, 'is in Fortran order', 'C order', 'fortran_order: True', 'Save numpy.ascontiguousarray(array)')
  const shape = (extents[1] ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '').map(Number)
  if (shape.length > MOST_RANK || shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0)) throw arrayFault('shape', name, 'has a shape this studio does not read', `up to ${MOST_RANK} whole numbers`, extents[1] ?? '', 'Save it again')
  return readElements(name, bytes, begin, shape, `${type[2] ?? ''}${type[3] ?? ''}`, type[1] !== '>')
}
