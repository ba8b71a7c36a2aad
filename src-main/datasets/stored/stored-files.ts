// The files of a stored dataset and how they are read back: nothing in them is believed that does not agree with the manifest.
import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { storedDatasetIdSchema, storedDatasetSchema, type StoredDataset, type StoredFacts } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import { sizeOf } from '@shared/tensors/shape'

export const MANIFEST_FILE = 'dataset.json'
export const EXAMPLES_FILE = 'examples.bin'
export const LABELS_FILE = 'labels.bin'

const READ_BYTES = 64 * 1024 ** 2

/** @throws StudioError `stored-dataset-missing`, `-damaged` */
export async function readManifest(folder: string): Promise<StoredDataset> {
  const file = join(folder, MANIFEST_FILE)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw missing(file, cause)
  }
  const manifest = storedDatasetSchema.safeParse(parseJson(text))
  if (!manifest.success) throw damaged(file, 'a manifest of this studio', manifest.error.issues[0]?.message ?? 'something else')
  return manifest.data
}

/** @throws StudioError as `readManifest`, and where the files are absent or have another size than the manifest says. */
export async function checkStored(root: string, facts: StoredFacts): Promise<void> {
  const folder = join(root, storedDatasetIdSchema.parse(facts.id))
  const manifest = await readManifest(folder)
  if (manifest.facts.id !== facts.id || JSON.stringify(manifest.facts) !== JSON.stringify(facts)) throw damaged(join(folder, MANIFEST_FILE), 'the facts the experiment was made with', 'others')
  await checkSize(join(folder, EXAMPLES_FILE), facts.count * exampleBytes(facts))
  if (facts.classes !== null) await checkSize(join(folder, LABELS_FILE), facts.count)
}

/** All values of all examples, in stored order. @throws StudioError as `checkStored`. */
export async function readExamples(root: string, facts: StoredFacts): Promise<Uint8Array | Float32Array> {
  const file = join(root, facts.id, EXAMPLES_FILE)
  const bytes = await readBytes(file, facts.count * exampleBytes(facts))
  return facts.storage === 'uint8' ? bytes : new Float32Array(bytes.buffer, 0, facts.count * sizeOf(facts.shape))
}

/** Class of each example; null where there are none. @throws StudioError as `checkStored`, and for a label that is no class. */
export async function readLabels(root: string, facts: StoredFacts): Promise<Uint8Array | null> {
  const { classes } = facts
  if (classes === null) return null
  const file = join(root, facts.id, LABELS_FILE)
  const labels = await readBytes(file, facts.count)
  const wrong = labels.findIndex((label) => label >= classes.length)
  if (wrong !== -1) throw damaged(file, `labels below ${classes.length}`, `${labels[wrong] ?? ''} for example ${wrong}`)
  return labels
}

function exampleBytes(facts: StoredFacts): number {
  return sizeOf(facts.shape) * (facts.storage === 'uint8' ? 1 : 4)
}

async function checkSize(file: string, expected: number): Promise<void> {
  let size: number
  try {
    size = (await stat(file)).size
  } catch (cause) {
    throw missing(file, cause)
  }
  if (size !== expected) throw damaged(file, `${expected.toLocaleString('en-US')} bytes`, `${size.toLocaleString('en-US')} bytes`)
}

async function readBytes(file: string, expected: number): Promise<Uint8Array<ArrayBuffer>> {
  await checkSize(file, expected)
  const bytes = new Uint8Array(expected)
  const handle = await open(file, 'r')
  try {
    for (let at = 0; at < expected; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(READ_BYTES, expected - at), at)
      if (bytesRead === 0) throw damaged(file, `${expected.toLocaleString('en-US')} bytes`, `${at.toLocaleString('en-US')} bytes`)
      at += bytesRead
    }
  } finally {
    await handle.close()
  }
  return bytes
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function missing(file: string, cause: unknown): StudioError {
  return new StudioError(
    { code: 'stored-dataset-missing', message: 'The imported data of this experiment is not on this machine', path: file, expected: 'the data it was made with', got: 'no such file', fix: 'Import the same files with the same settings: they are known by their hash' },
    { cause },
  )
}

function damaged(file: string, expected: string, got: string): StudioError {
  return new StudioError({ code: 'stored-dataset-damaged', message: 'The imported data was changed or damaged', path: file, expected, got, fix: 'Delete it under Data and import the files again' })
}
