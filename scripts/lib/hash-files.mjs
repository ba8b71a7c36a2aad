// One hash over the names and contents of files and folders, to know whether anything changed.
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

function* filesUnder(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (!stats.isDirectory()) {
    yield path
    return
  }
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name))
}

/**
 * @param {string} base names are hashed relative to it, so that moving a checkout changes nothing
 * @param {readonly string[]} paths files or folders, absolute; absent ones count as empty
 * @param {readonly string[]} [extra] further text that belongs to the hash, such as versions
 * @returns {string} SHA-256, hexadecimal
 */
export function hashFiles(base, paths, extra = []) {
  const hash = createHash('sha256')
  for (const text of extra) hash.update(`${text}\0`)
  for (const path of paths) {
    for (const file of filesUnder(path)) {
      const content = readFileSync(file)
      hash.update(`${relative(base, file).split(sep).join('/')}\0${content.length}\0`)
      hash.update(content)
    }
  }
  return hash.digest('hex')
}

/** SHA-256 of one file of any size, hexadecimal. */
export async function sha256OfFile(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
