// Files as an import finds them: in a spool, one after the other, with an index beside it.
import { deflateRawSync } from 'node:zlib'
import { crc32 } from 'node:zlib'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { runImport } from '../../../src-main/datasets/import/run-import'
import type { ImportEvent, ImportReport, ImportSettings } from '@shared/contract/own-data'
import type { StoredDataset } from '@shared/datasets/own/stored-dataset'
import type { StudioErrorDetail } from '@shared/studio-error'

export type Files = Readonly<Record<string, Uint8Array | string>>

export interface Spool {
  readonly spool: string
  readonly index: string
  readonly root: string
}

export async function spoolOf(folder: string, files: Files): Promise<Spool> {
  await mkdir(folder, { recursive: true })
  const root = join(folder, 'datasets')
  await mkdir(root, { recursive: true })
  let offset = 0
  const lines: string[] = []
  const pieces: Buffer[] = []
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as Uint8Array)
    lines.push(JSON.stringify({ name, offset, size: bytes.length }))
    pieces.push(bytes)
    offset += bytes.length
  }
  const spool = { spool: join(folder, 'spool.bin'), index: join(folder, 'index.jsonl'), root }
  await writeFile(spool.spool, Buffer.concat(pieces))
  await writeFile(spool.index, `${lines.join('\n')}\n`)
  return spool
}

async function lastEvent(run: (tell: (event: ImportEvent) => void) => Promise<void>): Promise<ImportEvent> {
  const events: ImportEvent[] = []
  await run((event) => events.push(event))
  const last = events.at(-1)
  if (last === undefined) throw new Error('No event')
  return last
}

export async function scan({ spool, index }: Spool): Promise<ImportReport> {
  const event = await lastEvent((tell) => runImport({ spool, index, store: null }, tell))
  if (event.kind === 'scanned') return event.report
  throw new Error(JSON.stringify(event))
}

/** With the suggested settings, changed where wanted. */
export async function importAll(spool: Spool, change: (settings: ImportSettings) => ImportSettings = (same) => same): Promise<{ readonly dataset: StoredDataset; readonly known: boolean }> {
  const report = await scan(spool)
  const { root, ...files } = spool
  const event = await lastEvent((tell) => runImport({ ...files, store: { kind: report.kind, settings: change(report.suggested), root, importedAt: 1 } }, tell))
  if (event.kind === 'stored') return event
  throw new Error(JSON.stringify(event))
}

/** The problem that looking over or storing ends with. */
export async function problemOf(spool: Spool, change?: (settings: ImportSettings) => ImportSettings): Promise<StudioErrorDetail> {
  const { root, ...files } = spool
  const seen = await lastEvent((tell) => runImport({ ...files, store: null }, tell))
  if (seen.kind === 'failed') return seen.problem
  if (seen.kind !== 'scanned') throw new Error(seen.kind)
  const settings = change === undefined ? seen.report.suggested : change(seen.report.suggested)
  const stored = await lastEvent((tell) => runImport({ ...files, store: { kind: seen.report.kind, settings, root, importedAt: 1 } }, tell))
  if (stored.kind === 'failed') return stored.problem
  throw new Error(`It was stored: ${JSON.stringify(stored)}`)
}

/** A picture of one level a channel, with one other pixel so that no two are the same. */
export async function picture(width: number, height: number, level: number, options: { readonly channels?: 1 | 3 | 4; readonly format?: 'png' | 'jpeg' | 'webp' } = {}): Promise<Buffer> {
  const { channels = 3, format = 'png' } = options
  const pixels = Buffer.alloc(width * height * channels, level)
  pixels[0] = 255 - level
  const image = sharp(pixels, { raw: { width, height, channels } })
  return (channels === 1 ? image.toColourspace('b-w') : image).toFormat(format).toBuffer()
}

export function npy(descr: string, shape: readonly number[], values: Buffer, fortran = false): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`
  const header = `${text.padEnd(117)}\n`
  const front = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0, 0])
  front.writeUInt16LE(header.length, 8)
  return Buffer.concat([front, Buffer.from(header, 'latin1'), values])
}

export function idx(shape: readonly number[], values: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header[2] = 8
  header[3] = shape.length
  shape.forEach((extent, axis) => header.writeUInt32BE(extent, 4 + 4 * axis))
  return Buffer.concat([header, Buffer.from(values)])
}

export interface ZipEntry {
  readonly name: string
  readonly content: Buffer
  /** Said in the headers instead of the true one. */
  readonly claimedSize?: number
  readonly attributes?: number
}

/** A zip archive, honest unless told otherwise. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const bodies: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, content, claimedSize = content.length, attributes = 0 } of entries) {
    const packed = deflateRawSync(content)
    const title = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claimedSize, 18)
    common.writeUInt16LE(title.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(attributes >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, rest, title]))
    bodies.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, directory, end])
}
