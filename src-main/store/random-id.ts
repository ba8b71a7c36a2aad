// Opaque ids of lower-case letters and digits, as runs and blobs have them.
import { randomBytes } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Uniform over the alphabet: bytes past the last whole multiple of 36 are thrown away. */
export function randomId(length: number): string {
  let id = ''
  while (id.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 252 && id.length < length) id += ALPHABET[byte % 36] ?? ''
    }
  }
  return id
}
