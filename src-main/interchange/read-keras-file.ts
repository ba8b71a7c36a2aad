// A `.keras` file: a zip archive whose config.json describes the model. Its weights are HDF5, which the studio does not read
// (docs/import.md says what to write instead).
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { StudioError } from '@shared/studio-error'

const MOST_CONFIG_BYTES = 20_000_000
const MOST_ENTRIES = 1000

export interface KerasArchive {
  readonly config: string
  /** Whether weights lie in it that are not read. */
  readonly hasWeights: boolean
}

function damaged(fileName: string, got: string, cause?: unknown): StudioError {
  return new StudioError({ code: 'import-damaged', message: `${fileName} is no Keras file, or a damaged one`, path: fileName, expected: 'a zip archive with a config.json, as model.save("name.keras") writes it', got, fix: 'Save the model again, or take another copy of the file' }, { cause })
}

function open(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { lazyEntries: true }, (error, zip) => {
      if (error === null && zip !== undefined) resolve(zip)
      else reject(error ?? new Error('no archive'))
    })
  })
}

function readEntry(zip: ZipFile, entry: Entry): Promise<string> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null || stream === undefined) {
        reject(error ?? new Error('no entry'))
        return
      }
      const chunks: Buffer[] = []
      let size = 0
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
        // What an archive says of its sizes need not be true.
        if (size > MOST_CONFIG_BYTES) stream.destroy(new Error(`config.json is larger than ${MOST_CONFIG_BYTES} bytes`))
        else chunks.push(chunk)
      })
      stream.on('error', reject)
      stream.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    })
  })
}

/** @throws StudioError `import-damaged` */
export async function readKerasArchive(bytes: Uint8Array, fileName: string): Promise<KerasArchive> {
  try {
    const zip = await open(bytes)
    return await new Promise<KerasArchive>((resolve, reject) => {
      let config: string | undefined
      let hasWeights = false
      let entries = 0
      zip.on('error', reject)
      zip.on('end', () => (config === undefined ? reject(new Error('no config.json in it')) : resolve({ config, hasWeights })))
      zip.on('entry', (entry: Entry) => {
        entries += 1
        if (entries > MOST_ENTRIES) {
          reject(new Error(`more than ${MOST_ENTRIES} files in it`))
          return
        }
        if (entry.fileName.endsWith('.h5')) hasWeights = true
        if (entry.fileName !== 'config.json' || config !== undefined) {
          zip.readEntry()
          return
        }
        readEntry(zip, entry).then((text) => {
          config = text
          zip.readEntry()
        }, reject)
      })
      zip.readEntry()
    })
  } catch (error) {
    throw damaged(fileName, error instanceof Error ? error.message : String(error), error)
  }
}
