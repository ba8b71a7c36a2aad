// Files that are old or new, never half: a temporary file beside the target, written whole, fsynced, renamed over it,
// and the folder fsynced so that the name survives a power cut as well.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from './sync-to-disk'

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  // A write may be short without failing; going on is what makes a full disk an error instead of half a file.
  let written = 0
  while (written < bytes.length) {
    const count = writeSync(descriptor, bytes, written, bytes.length - written)
    if (count === 0) throw Object.assign(new Error('The disk took no more bytes'), { code: 'ENOSPC' })
    written += count
  }
}

/** @throws the file system's own error; the target is then as it was, and nothing is left beside it. */
export function writeAtomically(file: string, content: string | Uint8Array, mode = 0o644): void {
  const folder = dirname(file)
  const temporary = join(folder, `.${basename(file)}.${randomBytes(6).toString('hex')}.partial`)
  try {
    const descriptor = openSync(temporary, 'wx', mode)
    try {
      writeWhole(descriptor, typeof content === 'string' ? Buffer.from(content, 'utf8') : content)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(folder)
}
