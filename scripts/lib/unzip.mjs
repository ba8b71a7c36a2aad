// Takes chosen files out of a zip archive (a wheel) as a stream, with their SHA-256: wheels hold files of a gigabyte.
// Reads the central directory (APPNOTE.TXT 4.3.12), stored and deflated entries, no encryption, no Zip64.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

const endSignature = 0x06054b50
const centralSignature = 0x02014b50

/** @returns {Promise<{ name: string, method: number, compressed: number, size: number, offset: number, mode: number }[]>} */
export async function listZip(path) {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, 22 + 0xffff))
    await file.read(tail, 0, tail.length, size - tail.length)
    let end = tail.length - 22
    while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end -= 1
    if (end < 0) throw new Error(`${path} is not a zip archive: its end record is missing`)
    const count = tail.readUInt16LE(end + 10)
    const directory = Buffer.alloc(tail.readUInt32LE(end + 12))
    await file.read(directory, 0, directory.length, tail.readUInt32LE(end + 16))
    const entries = []
    let at = 0
    for (let index = 0; index < count; index += 1) {
      if (directory.readUInt32LE(at) !== centralSignature) throw new Error(`${path}: entry ${index} of its directory is damaged`)
      const nameLength = directory.readUInt16LE(at + 28)
      entries.push({
        name: directory.toString('utf8', at + 46, at + 46 + nameLength),
        method: directory.readUInt16LE(at + 10),
        compressed: directory.readUInt32LE(at + 20),
        size: directory.readUInt32LE(at + 24),
        offset: directory.readUInt32LE(at + 42),
        mode: directory.readUInt32LE(at + 38) >>> 16,
      })
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
    }
    return entries
  } finally {
    await file.close()
  }
}

/**
 * @param {string} archive
 * @param {string} target folder
 * @param {(name: string) => boolean} wanted
 * @param {(done: number, total: number) => void} [onProgress] in uncompressed bytes
 * @returns {Promise<{ path: string, bytes: number, sha256: string }[]>} paths relative to target, with forward slashes
 */
export async function unzip(archive, target, wanted, onProgress) {
  const entries = (await listZip(archive)).filter((entry) => !entry.name.endsWith('/') && wanted(entry.name))
  const total = entries.reduce((sum, entry) => sum + entry.size, 0)
  const written = []
  let done = 0
  const file = await open(archive, 'r')
  try {
    for (const entry of entries) {
      const path = resolve(target, entry.name)
      if (!path.startsWith(resolve(target) + sep)) throw new Error(`${archive} holds a path that leaves its folder: ${entry.name}`)
      if (entry.method !== 0 && entry.method !== 8) throw new Error(`${archive}: ${entry.name} uses compression method ${entry.method}`)
      const header = Buffer.alloc(30)
      await file.read(header, 0, 30, entry.offset)
      const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
      mkdirSync(dirname(path), { recursive: true })
      const hash = createHash('sha256')
      let bytes = 0
      const measure = new Transform({
        transform(chunk, _encoding, next) {
          hash.update(chunk)
          bytes += chunk.length
          done += chunk.length
          onProgress?.(done, total)
          next(null, chunk)
        },
      })
      const sink = createWriteStream(path, { mode: (entry.mode & 0o111) === 0 ? 0o644 : 0o755, highWaterMark: 1 << 20 })
      if (entry.size === 0) {
        await new Promise((ended) => sink.end(ended))
      } else {
        const source = createReadStream(archive, { start, end: start + entry.compressed - 1, highWaterMark: 1 << 20 })
        await pipeline(entry.method === 8 ? [source, createInflateRaw({ chunkSize: 1 << 20 }), measure, sink] : [source, measure, sink])
      }
      if (bytes !== entry.size) throw new Error(`${archive}: ${entry.name} holds ${bytes} bytes, its directory says ${entry.size}`)
      written.push({ path: entry.name, bytes, sha256: hash.digest('hex') })
    }
  } finally {
    await file.close()
  }
  return written
}
