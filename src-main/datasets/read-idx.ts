// Reads IDX files, the format MNIST comes in: two zero bytes, the type (8 = unsigned byte), the number of dimensions, each
// dimension as 4 big-endian bytes, then the values. The header is believed only where the file's size agrees with it.
import { open, type FileHandle } from 'node:fs/promises'
import { StudioError } from '@shared/studio-error'
import { formatShape } from '@shared/tensors/shape'

const UNSIGNED_BYTE = 8
const BYTES_PER_DIMENSION = 4
const MAGIC_BYTES = 4

export interface IdxHeader {
  /** Dimensions as the file says them, the count of examples first. */
  readonly shape: readonly number[]
  readonly headerBytes: number
}

export interface IdxExpectation {
  /** Dimensions of one example: [28, 28] for images, [] for labels. */
  readonly example: readonly number[]
  /** Examples the file must hold at least. */
  readonly count: number
  /** What to tell a person who lacks the file. */
  readonly fix: string
}

/** @throws StudioError `dataset-file-missing`, `-unreadable`, `-not-idx`, `-truncated`, `-oversized` or `-mismatch`, naming the file. */
export async function checkIdx(path: string, expectation: IdxExpectation): Promise<IdxHeader> {
  const file = await openIdx(path, expectation.fix)
  try {
    return await readHeader(file, path, expectation)
  } finally {
    await file.close()
  }
}

/** The first `expectation.count` examples' bytes. @throws as `checkIdx`. */
export async function readIdx(path: string, expectation: IdxExpectation): Promise<Uint8Array> {
  const file = await openIdx(path, expectation.fix)
  try {
    const { headerBytes } = await readHeader(file, path, expectation)
    const bytes = new Uint8Array(expectation.example.reduce((product, extent) => product * extent, expectation.count))
    const { bytesRead } = await readFully(file, bytes, headerBytes)
    if (bytesRead !== bytes.length) throw fault('truncated', 'ends too early', path, `${bytes.length} bytes of values`, `${bytesRead}`, expectation.fix)
    return bytes
  } finally {
    await file.close()
  }
}

async function readHeader(file: FileHandle, path: string, { example, count, fix }: IdxExpectation): Promise<IdxHeader> {
  const status = await file.stat()
  if (!status.isFile()) throw fault('unreadable', 'is not a file', path, 'a file', status.isDirectory() ? 'a folder' : 'something else', fix)
  const { size } = status
  const magic = new Uint8Array(MAGIC_BYTES)
  if ((await readFully(file, magic, 0)).bytesRead < MAGIC_BYTES) throw fault('truncated', 'ends inside its header', path, `at least ${MAGIC_BYTES} bytes`, `${size} bytes`, fix)
  const [first = 0, second = 0, type = 0, dimensions = 0] = magic
  if (first !== 0 || second !== 0 || type !== UNSIGNED_BYTE || dimensions === 0) {
    throw fault('not-idx', 'is not an IDX file of unsigned bytes', path, `00 00 08 0${example.length + 1}`, [...magic].map((byte) => byte.toString(16).padStart(2, '0')).join(' '), fix)
  }
  const extents = new Uint8Array(dimensions * BYTES_PER_DIMENSION)
  const headerBytes = MAGIC_BYTES + extents.length
  if ((await readFully(file, extents, MAGIC_BYTES)).bytesRead < extents.length) throw fault('truncated', 'ends inside its header', path, `at least ${headerBytes} bytes`, `${size} bytes`, fix)
  const view = new DataView(extents.buffer)
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(axis * BYTES_PER_DIMENSION))
  const whole = shape.reduce((product, extent) => product * extent, 1) + headerBytes
  if (size < whole) throw fault('truncated', 'is truncated', path, `${whole} bytes for ${formatShape(shape)}`, `${size} bytes`, fix)
  if (size > whole) throw fault('oversized', 'is longer than its header says', path, `${whole} bytes for ${formatShape(shape)}`, `${size} bytes`, fix)
  const [found = 0, ...rest] = shape
  if (rest.join() !== example.join() || found < count) throw fault('mismatch', 'holds something else', path, `at least ${formatShape([count, ...example])}`, formatShape(shape), fix)
  return { shape, headerBytes }
}

async function readFully(file: FileHandle, target: Uint8Array, position: number): Promise<{ readonly bytesRead: number }> {
  let bytesRead = 0
  while (bytesRead < target.length) {
    const part = await file.read(target, bytesRead, target.length - bytesRead, position + bytesRead)
    if (part.bytesRead === 0) break
    bytesRead += part.bytesRead
  }
  return { bytesRead }
}

async function openIdx(path: string, fix: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const got = missing ? 'no such file' : cause instanceof Error ? cause.message : String(cause)
    throw new StudioError({ code: missing ? 'dataset-file-missing' : 'dataset-file-unreadable', message: `The dataset file ${fileName(path)} ${missing ? 'is missing' : 'cannot be read'}`, path, expected: 'an IDX file', got, fix }, { cause })
  }
}

function fault(code: string, what: string, path: string, expected: string, got: string, fix: string): StudioError {
  return new StudioError({ code: `dataset-file-${code}`, message: `The dataset file ${fileName(path)} ${what}`, path, expected, got, fix })
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}
