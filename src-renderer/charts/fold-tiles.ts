// How a sheet of small pictures folds into a card: whole factors only, so that a pixel stays a square.

export interface TileFold {
  readonly columns: number
  readonly rows: number
  /** Device pixels a sample pixel, a whole number. */
  readonly factor: number
  /** Tiles that fit; fewer than asked for when even the smallest factor leaves no room. */
  readonly shown: number
}

export interface TileRoom {
  readonly count: number
  readonly tileWidth: number
  readonly tileHeight: number
  /** Device pixels. */
  readonly width: number
  readonly height: number
  /** Device pixels between tiles. */
  readonly gap: number
}

/** The largest factor at which every tile fits. */
export function foldAll(room: TileRoom): TileFold {
  for (let factor = largestFactor(room); factor > 1; factor -= 1) {
    const fold = foldAt(room, factor)
    if (fold.shown >= room.count) return fold
  }
  return foldAt(room, 1)
}

/** As many tiles as fit at the given factor, whole rows of them. */
export function foldAt(room: TileRoom, factor: number): TileFold {
  const whole = Math.max(1, Math.floor(factor))
  const across = Math.max(1, Math.floor((room.width + room.gap) / (room.tileWidth * whole + room.gap)))
  const down = Math.max(1, Math.floor((room.height + room.gap) / (room.tileHeight * whole + room.gap)))
  const columns = Math.max(1, Math.min(across, room.count))
  const rows = Math.min(down, Math.ceil(room.count / columns))
  return { columns, rows, factor: whole, shown: Math.min(room.count, columns * rows) }
}

/**
 * The comfortable fold: pictures at least `preferred` device pixels wide when half of them (or sixteen) fit like that,
 * otherwise all of them as large as they go.
 */
export function foldComfortably(room: TileRoom, preferred: number): TileFold {
  const all = foldAll(room)
  const wanted = Math.min(largestFactor(room), Math.max(1, Math.ceil(preferred / room.tileWidth)))
  if (all.factor >= wanted) return all
  for (let factor = wanted; factor > all.factor; factor -= 1) {
    const fold = foldAt(room, factor)
    if (fold.shown >= Math.min(room.count / 2, 16)) return fold
  }
  return all
}

function largestFactor(room: TileRoom): number {
  return Math.max(1, Math.min(64, Math.floor(room.width / room.tileWidth), Math.floor(room.height / room.tileHeight)))
}
