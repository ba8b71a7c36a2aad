// Writes examples as a stored dataset: values and labels in files of their own beside a manifest, in a folder named by the hash of
// what they hold. The folder appears whole or not at all.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { MOST_EXAMPLES, MOST_STORED_BYTES, type StoredDataset, type StoredFacts } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import { sizeOf } from '@shared/tensors/shape'
import { syncFolder, syncTree } from '../../files/sync-to-disk'
import { writeWhole } from '../../files/write-whole'
import { EXAMPLES_FILE, LABELS_FILE, MANIFEST_FILE, readManifest } from '../stored/stored-files'
import type { Example, Examples } from './import-format'
import type { Part } from './place-of'
import type { SkipList } from './skip-list'

const PARTS = ['train', 'validation', 'test'] as const
/** Written at once. */
const CHUNK_BYTES = 4 * 1024 ** 2

export interface DatasetWriting {
  /** Folder of all stored datasets. */
  readonly root: string
  readonly name: string
  readonly examples: Examples
  readonly skips: SkipList
  readonly importedAt: number
}

export interface WrittenDataset {
  readonly dataset: StoredDataset
  /** The very same data was there before. */
  readonly known: boolean
}

/** @throws StudioError `import-too-few`, `import-too-large`, `import-not-written`, or what reading the files throws; nothing is left behind then. */
export async function writeDataset({ root, name, examples, skips, importedAt }: DatasetWriting): Promise<WrittenDataset> {
  const temporary = join(root, `.importing-${randomBytes(8).toString('hex')}`)
  await mkdir(temporary, { recursive: true })
  const spools = new Map<Part | null, PartFile>()
  try {
    const counts = new Map<number, number>()
    const { outline } = examples
    const width = sizeOf(outline.shape)
    let total = 0
    let bytes = 0
    for await (const example of examples.read()) {
      const part = spools.get(example.part) ?? (await PartFile.open(temporary, example.part))
      spools.set(example.part, part)
      bytes += checked(example, width, outline.storage)
      total += 1
      if (bytes > MOST_STORED_BYTES || total > MOST_EXAMPLES) throw tooLarge(outline.storage, width)
      if (example.label !== null) counts.set(example.label, (counts.get(example.label) ?? 0) + 1)
      await part.write(example)
    }
    if (total < 2) throw new StudioError({ code: 'import-too-few', message: total === 0 ? 'No example was left to import' : 'One example is too few', expected: 'at least 2 examples: one to train on and one to test with', got: String(total), fix: total === 0 ? 'See above what was left out and why' : 'Add files, or cut the image into patches' })
    for (const part of spools.values()) await part.flush()
    const folders = folderSplit(spools)
    const order = folders === null ? [...spools.values()] : PARTS.flatMap((part) => spools.get(part) ?? [])
    const facts: Omit<StoredFacts, 'id'> = { ...outline, shape: [...outline.shape], classes: outline.classes === null ? null : [...outline.classes], count: total, folders }
    const id = await joinParts(temporary, order, facts, outline.classes !== null)
    for (const part of spools.values()) await part.remove()
    spools.clear()
    const known = existsSync(join(root, id))
    if (known) {
      await rm(temporary, { recursive: true, force: true })
      return { dataset: await readManifest(join(root, id)), known }
    }
    const dataset: StoredDataset = {
      format: 'latent-studio-dataset',
      version: 1,
      name,
      facts: { id, ...facts },
      classCounts: outline.classes?.map((_, index) => counts.get(index) ?? 0) ?? null,
      made: [...examples.made],
      skipped: skips.list(),
      importedAt,
      bytes: await folderBytes(temporary),
    }
    await writeFile(join(temporary, MANIFEST_FILE), `${JSON.stringify(dataset, null, 2)}\n`)
    syncTree(temporary)
    await rename(temporary, join(root, id))
    syncFolder(root)
    return { dataset, known }
  } catch (error) {
    for (const part of spools.values()) await part.remove()
    await rm(temporary, { recursive: true, force: true })
    throw error instanceof StudioError || !isDiskFault(error) ? error : notWritten(root, error)
  }
}

/** The examples of one part until all are there: parts are kept one after the other, but arrive mixed. */
class PartFile {
  readonly part: Part | null
  readonly path: string
  readonly labels: number[] = []
  readonly #file: FileHandle
  #waiting: Uint8Array[] = []
  #bytes = 0

  private constructor(part: Part | null, path: string, file: FileHandle) {
    this.part = part
    this.path = path
    this.#file = file
  }

  static async open(folder: string, part: Part | null): Promise<PartFile> {
    const path = join(folder, `${part ?? 'all'}.part`)
    return new PartFile(part, path, await open(path, 'wx+'))
  }

  async write({ values, label }: Example): Promise<void> {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    this.#waiting.push(bytes)
    this.#bytes += bytes.length
    this.labels.push(label ?? 0)
    if (this.#bytes >= CHUNK_BYTES) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.#bytes > 0) await writeWhole(this.#file, Buffer.concat(this.#waiting, this.#bytes))
    this.#waiting = []
    this.#bytes = 0
  }

  async *pieces(): AsyncGenerator<Buffer> {
    const { size } = await this.#file.stat()
    for (let at = 0; at < size; at += CHUNK_BYTES) {
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - at))
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, at)
      if (bytesRead !== buffer.length) throw Object.assign(new Error('read back less than was written'), { code: 'EIO' })
      yield buffer
    }
  }

  async remove(): Promise<void> {
    await this.#file.close()
    await rm(this.path, { force: true })
  }
}

/** Values and labels of all parts into their files. @returns the hash of what they hold. */
async function joinParts(folder: string, parts: readonly PartFile[], facts: Omit<StoredFacts, 'id'>, labelled: boolean): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([facts.kind, facts.shape, facts.storage, facts.range, facts.classes, facts.count, facts.folders]))
  const examples = await open(join(folder, EXAMPLES_FILE), 'wx')
  try {
    for (const part of parts) {
      for await (const piece of part.pieces()) {
        hash.update(piece)
        await writeWhole(examples, piece)
      }
    }
  } finally {
    await examples.close()
  }
  if (labelled) {
    const labels = Buffer.concat(parts.map((part) => Buffer.from(part.labels)))
    hash.update(labels)
    await writeFile(join(folder, LABELS_FILE), labels)
  }
  return hash.digest('hex')
}

/** Null unless every example says what it is for, and there are some for training and for testing. */
function folderSplit(spools: ReadonlyMap<Part | null, PartFile>): StoredFacts['folders'] {
  const count = (part: Part): number => spools.get(part)?.labels.length ?? 0
  if (spools.has(null) || count('train') === 0 || count('test') === 0) return null
  return { train: count('train'), validation: count('validation'), test: count('test') }
}

function checked({ values, label }: Example, width: number, storage: StoredFacts['storage']): number {
  if (values.length !== width || values instanceof Uint8Array !== (storage === 'uint8')) throw new Error(`An example of ${values.length} values in ${values.constructor.name} where ${width} in ${storage} were announced`)
  if (label !== null && (label < 0 || label > 255)) throw new Error(`Label ${label}`)
  return values.byteLength
}

async function folderBytes(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

function tooLarge(storage: StoredFacts['storage'], width: number): StudioError {
  return new StudioError({
    code: 'import-too-large',
    message: 'The data is too large to be kept in memory while training',
    expected: `at most ${MOST_STORED_BYTES / 1024 ** 3} GiB and ${MOST_EXAMPLES.toLocaleString('en-US')} examples`,
    got: `more, at ${(width * (storage === 'uint8' ? 1 : 4)).toLocaleString('en-US')} bytes an example`,
    fix: 'Make the examples smaller, take grey instead of colour, or import fewer',
  })
}

function isDiskFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

function notWritten(root: string, error: NodeJS.ErrnoException): StudioError {
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT'
  return new StudioError(
    {
      code: 'import-not-written',
      message: full ? 'The disk is full: the data was not imported' : 'The data could not be written',
      path: root,
      got: error.code,
      fix: full ? 'Free space on the disk and import again; nothing was left behind' : 'Give this user write access to the data folder and import again',
    },
    { cause: error },
  )
}
