// What is known of a provisioned engine: the manifest in the cache (paths relative to it) and the project's engine.json
// (absolute paths), which the studio's processes read.
import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { sha256OfFile } from './hash-files.mjs'
import { readJson } from './project.mjs'

export const manifestName = 'engine.json'

/**
 * @param {string} path an engine.json
 * @returns the manifest with absolute paths; null where it is absent or of another format
 */
export function readManifest(path) {
  const manifest = readJson(path)
  if (manifest === null || manifest.format !== 1 || !Array.isArray(manifest.files) || typeof manifest.binding !== 'string') return null
  const base = dirname(path)
  return {
    ...manifest,
    binding: resolve(base, manifest.binding),
    files: manifest.files.map((file) => ({ ...file, path: resolve(base, file.path) })),
  }
}

/**
 * Finds what is wrong with a provisioned engine's files. Sizes are compared always; contents only when asked, since that
 * reads close to a gigabyte.
 * @returns {Promise<string | null>} the first fault in words; null when all is well
 */
export async function findFault(manifest, verify, onProgress) {
  if (!existsSync(manifest.binding)) return `${manifest.binding} is missing`
  for (const file of manifest.files) {
    const stats = statSync(file.path, { throwIfNoEntry: false })
    if (stats === undefined) return `${file.path} is missing`
    if (stats.size !== file.bytes) return `${file.path} has ${stats.size} bytes, expected ${file.bytes}`
  }
  if (!verify) return null
  for (const [index, file] of manifest.files.entries()) {
    onProgress?.(index, manifest.files.length)
    const found = await sha256OfFile(file.path)
    if (found !== file.sha256) return `${file.path} has SHA-256 ${found}, expected ${file.sha256}`
  }
  onProgress?.(manifest.files.length, manifest.files.length)
  return null
}

export function manifestIn(folder) {
  return join(folder, manifestName)
}
