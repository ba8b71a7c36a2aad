// Writes a folder as a zip file (PKWARE appnote 6.3.3, deflate, UTF-8 names), with nothing but Node's own zlib.
import { closeSync, fsyncSync, openSync, readFileSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { StudioError } from '@shared/studio-error'

/** Sizes and offsets are 32 bits without the zip64 extension. */
const MOST_BYTES = 0xffff_ffff
/** 1980-01-01, the earliest the format knows: the same content gives the same file. */
const DATE = 0x0021

interface Entry {
  readonly name: Buffer
  readonly checksum: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

function header(signature: number, entry: Entry): Buffer {
  const central = signature === 0x0201_4b50
  const buffer = Buffer.alloc(central ? 46 : 30)
  let at = buffer.writeUInt32LE(signature, 0)
  if (central) at = buffer.writeUInt16LE(20, at)
  at = buffer.writeUInt16LE(20, at)
  at = buffer.writeUInt16LE(0x0800, at)
  at = buffer.writeUInt16LE(8, at)
  at = buffer.writeUInt16LE(0, at)
  at = buffer.writeUInt16LE(DATE, at)
  at = buffer.writeUInt32LE(entry.checksum, at)
  at = buffer.writeUInt32LE(entry.packed, at)
  at = buffer.writeUInt32LE(entry.size, at)
  buffer.writeUInt16LE(entry.name.length, at)
  if (central) buffer.writeUInt32LE(entry.offset, 42)
  return buffer
}

/** On the disk once it returns. @throws StudioError `export-too-large` past 4 GB. */
export function writeZip(folder: string, file: string): void {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
  const descriptor = openSync(file, 'wx')
  const entries: Entry[] = []
  let offset = 0
  const put = (bytes: Buffer): void => {
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
    offset += bytes.length
    if (offset > MOST_BYTES) throw new StudioError({ code: 'export-too-large', message: 'The run is larger than a zip file can be (4 GB).', fix: 'Export it as a folder: leave --zip out.' })
  }
  try {
    for (const name of names) {
      const content = readFileSync(join(folder, name))
      const packed = deflateRawSync(content)
      const entry = { name: Buffer.from(name.replaceAll('\\', '/'), 'utf8'), checksum: crc32(content), packed: packed.length, size: content.length, offset }
      entries.push(entry)
      put(header(0x0403_4b50, entry))
      put(entry.name)
      put(packed)
    }
    const start = offset
    for (const entry of entries) {
      put(header(0x0201_4b50, entry))
      put(entry.name)
    }
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x0605_4b50, 0)
    end.writeUInt16LE(entries.length, 8)
    end.writeUInt16LE(entries.length, 10)
    end.writeUInt32LE(offset - start, 12)
    end.writeUInt32LE(start, 16)
    put(end)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
