import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { unzip } from '../../scripts/lib/unzip.mjs'
import { temporaryFolder } from '../support/temporary-folder'

interface Entry {
  readonly name: string
  readonly content: Buffer
  readonly stored?: boolean
  /** A size to lie about. */
  readonly claimedSize?: number
}

/** A zip archive as APPNOTE.TXT has it: local headers and data, then the central directory, then its end. */
function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, stored = false, claimedSize } of entries) {
    const data = stored ? content : deflateRawSync(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(stored ? 0 : 8, 4)
    fields.writeUInt32LE(crc32(content), 10)
    fields.writeUInt32LE(data.length, 14)
    fields.writeUInt32LE(claimedSize ?? content.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), data])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), Buffer.alloc(2), fields, tail, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}

const library = Buffer.from('a library, '.repeat(5000))

test('takes the wanted files out, deflated and stored, with their hashes and the progress', async () => {
  await using folder = await temporaryFolder()
  const archive = join(folder.path, 'a.whl')
  writeFileSync(archive, zip([{ name: 'lib/big.so', content: library }, { name: 'lib/small.txt', content: Buffer.from('hello'), stored: true }, { name: 'skipped.py', content: Buffer.from('x') }, { name: 'lib/empty', content: Buffer.alloc(0) }]))
  const progress: number[] = []
  const written = await unzip(archive, join(folder.path, 'out'), (name: string) => name.startsWith('lib/'), (done: number) => progress.push(done))
  expect(written).toEqual([
    { path: 'lib/big.so', bytes: library.length, sha256: createHash('sha256').update(library).digest('hex') },
    { path: 'lib/small.txt', bytes: 5, sha256: createHash('sha256').update('hello').digest('hex') },
    { path: 'lib/empty', bytes: 0, sha256: createHash('sha256').digest('hex') },
  ])
  expect(readFileSync(join(folder.path, 'out/lib/big.so')).equals(library)).toBe(true)
  expect(existsSync(join(folder.path, 'out/skipped.py'))).toBe(false)
  expect(progress.at(-1)).toBe(library.length + 5)
})

test('a path that leaves the folder, a lie about a size, and what is no archive are refused by name', async () => {
  await using folder = await temporaryFolder()
  const archive = join(folder.path, 'a.whl')
  const take = (bytes: Buffer): Promise<unknown> => {
    writeFileSync(archive, bytes)
    return unzip(archive, join(folder.path, 'out'), () => true)
  }
  await expect(take(zip([{ name: '../canary', content: library }]))).rejects.toThrow('leaves its folder: ../canary')
  expect(existsSync(join(folder.path, 'canary'))).toBe(false)
  await expect(take(zip([{ name: 'short.so', content: library, claimedSize: library.length + 1 }]))).rejects.toThrow('short.so')
  await expect(take(Buffer.from('no zip archive at all'))).rejects.toThrow('end record is missing')
  const whole = zip([{ name: 'cut.so', content: library }])
  await expect(take(whole.subarray(0, whole.length - 30))).rejects.toThrow()
})
