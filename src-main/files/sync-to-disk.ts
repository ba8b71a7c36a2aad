// Waits until what was written is on the disk itself: before that, a power cut may take it back or leave it half.
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

function sync(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** What a file holds. Windows syncs only what is open for writing. @throws the file system's own error. */
export function syncFile(path: string): void {
  sync(path, 'r+')
}

/** The names in a folder. Not on Windows, where a folder cannot be opened; NTFS journals its changes itself. @throws the file system's own error. */
export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') sync(folder, 'r')
}

/** Every file and folder below a folder, and itself. @throws the file system's own error. */
export function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) syncTree(path)
    else syncFile(path)
  }
  syncFolder(folder)
}
