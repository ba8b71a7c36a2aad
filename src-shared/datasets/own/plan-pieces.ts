// How files go up: many small ones together, a large one in several pieces, never more at once than a message holds.
import { PIECE_BYTES } from '../../contract/own-data'

/** Files named in one message. */
const MOST_PARTS = 2000

export interface FilePart {
  /** Index of the file. */
  readonly file: number
  readonly offset: number
  readonly length: number
}

/** Pieces in order; every file whole and in one go, empty ones too. */
export function* planPieces(sizes: readonly number[]): Generator<readonly FilePart[]> {
  let piece: FilePart[] = []
  let room = PIECE_BYTES
  for (const [file, size] of sizes.entries()) {
    let offset = 0
    do {
      if (room === 0 || piece.length >= MOST_PARTS) {
        yield piece
        piece = []
        room = PIECE_BYTES
      }
      const length = Math.min(size - offset, room)
      piece.push({ file, offset, length })
      offset += length
      room -= length
    } while (offset < size)
  }
  if (piece.length > 0) yield piece
}
