// Writes all of some bytes through an open file.
import type { FileHandle } from 'node:fs/promises'

/**
 * A write may be short without failing; going on is what makes a full disk an error instead of half a file.
 * @param position where in the file; behind the last write where left out.
 * @throws the file system's own error
 */
export async function writeWhole(file: FileHandle, bytes: Uint8Array, position?: number): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position === undefined ? null : position + written)
    if (bytesWritten === 0) throw Object.assign(new Error('The disk took no more bytes'), { code: 'ENOSPC' })
    written += bytesWritten
  }
}
