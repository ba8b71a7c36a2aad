// The files of an import, wherever they lie: sent up one after the other into one spool file, or inside zip archives among them.
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import yauzl from 'yauzl'
import { StudioError } from '@shared/studio-error'
import { MOST_ARCHIVE_BYTES, MOST_ARCHIVE_ENTRIES, MOST_RATIO, RATIO_FREE_BYTES } from './limits'
import type { SkipList } from './skip-list'

export interface Entry {
  /** With forward slashes; of a file in an archive, below the archive's own name where there are other files beside it. */
  readonly name: string
  /** Bytes, unpacked. */
  readonly size: number
  stream(): Promise<Readable>
}

/** Where a file lies in the spool. */
export interface SpooledFile {
  readonly name: string
  readonly offset: number
  readonly size: number
}

/** What systems put beside people's files. */
const CLUTTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._|\.[^/]+$)/i

/** Read at once. */
const PIECE_BYTES = 256 * 1024

/** A section of the spool, as yauzl reads archives. */
class SpoolSection extends yauzl.RandomAccessReader {
  readonly #spool: FileHandle
  readonly #begin: number

  constructor(spool: FileHandle, begin: number) {
    super()
    this.#spool = spool
    this.#begin = begin
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return sectionStream(this.#spool, this.#begin + start, end - start)
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    this.#spool.read(buffer, offset, length, this.#begin + position).then(
      ({ bytesRead }) => callback(bytesRead === length ? null : new Error('the archive ends too early')),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    )
  }
}

/** Not a stream of `fs`: that would close the spool when it is destroyed, whatever it is told. */
function sectionStream(spool: FileHandle, begin: number, size: number): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < size; ) {
      const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - at))
      const { bytesRead } = await spool.read(buffer, 0, buffer.length, begin + at)
      if (bytesRead === 0) throw new Error('the file ends too early')
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }
  return Readable.from(pieces(), { objectMode: false })
}

/** Every file, archives opened, clutter and what cannot be read left out and named. In the order of their names. */
export async function listEntries(spool: FileHandle, files: readonly SpooledFile[], skips: SkipList): Promise<Entry[]> {
  const entries: Entry[] = []
  const alone = files.length === 1
  for (const file of files) {
    if (CLUTTER.test(file.name)) skips.add('is no data but what the system keeps beside it', file.name)
    else if (/\.zip$/i.test(file.name)) entries.push(...(await archiveEntries(spool, file, alone, skips)))
    else entries.push({ name: file.name, size: file.size, stream: () => Promise.resolve(sectionStream(spool, file.offset, file.size)) })
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** @throws StudioError `import-archive-*` where the archive as a whole is damaged or hostile. */
async function archiveEntries(spool: FileHandle, file: SpooledFile, alone: boolean, skips: SkipList): Promise<Entry[]> {
  const archive = await openArchive(spool, file)
  if (archive.entryCount > MOST_ARCHIVE_ENTRIES) throw archiveFault('too-large', file.name, 'holds too many files', `at most ${MOST_ARCHIVE_ENTRIES.toLocaleString('en-US')}`, archive.entryCount.toLocaleString('en-US'))
  const entries: Entry[] = []
  const prefix = alone ? '' : `${file.name.replace(/\.zip$/i, '')}/`
  let total = 0
  try {
    for await (const entry of archive.eachEntry()) {
      const reason = whyNot(entry)
      if (entry.fileName.endsWith('/')) continue
      if (reason !== null) {
        skips.add(reason, `${file.name} / ${entry.fileName}`)
        continue
      }
      total += entry.uncompressedSize
      if (total > MOST_ARCHIVE_BYTES) throw archiveFault('too-large', file.name, 'unpacks to more than fits', '16 GiB', 'more')
      entries.push({ name: prefix + entry.fileName, size: entry.uncompressedSize, stream: () => archive.openReadStreamPromise(entry) })
    }
  } catch (error) {
    throw error instanceof StudioError ? error : archiveFault('damaged', file.name, 'is damaged', 'a whole zip archive', messageOf(error), error)
  }
  return entries
}

async function openArchive(spool: FileHandle, file: SpooledFile): Promise<yauzl.ZipFile> {
  try {
    return await new Promise<yauzl.ZipFile>((resolve, reject) => {
      const section = new SpoolSection(spool, file.offset)
      // Names with a step upwards, a drive or a backslash are refused by yauzl itself.
      yauzl.fromRandomAccessReader(section, file.size, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, archive) => (error === null ? resolve(archive) : reject(error)))
    })
  } catch (error) {
    throw archiveFault('damaged', file.name, 'is no zip archive, or a damaged one', 'a whole zip archive', messageOf(error), error)
  }
}

/** A link's mode in the upper half of the external attributes (Unix). */
function isLink(entry: yauzl.Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000
}

function whyNot(entry: yauzl.Entry): string | null {
  if (CLUTTER.test(entry.fileName)) return 'is no data but what the system keeps beside it'
  if (entry.isEncrypted()) return 'is locked with a password'
  if (isLink(entry)) return 'is a link, not a file'
  if (!entry.canDecodeFileData()) return 'is packed in a way this studio cannot unpack'
  if (/\.zip$/i.test(entry.fileName)) return 'is an archive inside an archive'
  if (entry.uncompressedSize > RATIO_FREE_BYTES && entry.uncompressedSize > entry.compressedSize * MOST_RATIO) return 'unpacks to far more than real data would'
  return null
}

function archiveFault(code: string, name: string, what: string, expected: string, got: string, cause?: unknown): StudioError {
  return new StudioError({ code: `import-archive-${code}`, message: `${name} ${what}`, path: name, expected, got, fix: 'Pack the files again, or import the folder as it is' }, { cause })
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** All of an entry's bytes. @throws StudioError `import-file-too-large`, `import-file-unreadable` */
export async function readEntry(entry: Entry, most: number): Promise<Buffer> {
  if (entry.size > most) throw tooLarge(entry, most)
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of await entry.stream()) {
      const bytes = piece as Buffer
      length += bytes.length
      if (length > most) throw tooLarge(entry, most)
      pieces.push(bytes)
    }
  } catch (error) {
    if (error instanceof StudioError) throw error
    throw new StudioError({ code: 'import-file-unreadable', message: `${entry.name} cannot be read`, path: entry.name, got: messageOf(error), fix: 'Leave it out, or pack or copy it again' }, { cause: error })
  }
  const only = pieces[0]
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces)
}

function tooLarge(entry: Entry, most: number): StudioError {
  return new StudioError({
    code: 'import-file-too-large',
    message: `${entry.name} is too large`,
    path: entry.name,
    expected: `at most ${Math.floor(most / 1024 ** 2)} MiB`,
    got: `${Math.ceil(entry.size / 1024 ** 2)} MiB`,
    fix: 'Make it smaller or split it',
  })
}
