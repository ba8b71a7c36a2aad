// Arrows of a field as they are drawn: each keeps its direction, and all are scaled alike so that they fit their grid.

export interface FittedArrows {
  /** `[x0, y0, x1, y1, ...]`, from tail to head. */
  readonly lines: Float32Array
  /** Drawn length of an arrow of length 1. */
  readonly scale: number
}

/** Longer ones than this share of all are cut to one cell, so that a few at the border do not shrink the rest to points. */
const SHARE = 0.9

/**
 * @param at tails and @param arrow what is added there, `[x0, y0, ...]` both; what is not a number is left out.
 * @param cell distance of neighbouring tails.
 */
export function fitArrows(at: ArrayLike<number>, arrow: ArrayLike<number>, cell: number): FittedArrows {
  const count = Math.min(at.length, arrow.length) >> 1
  const lengths = Array.from({ length: count }, (_, index) => Math.hypot(arrow[2 * index] ?? Number.NaN, arrow[2 * index + 1] ?? Number.NaN))
  const sorted = lengths.filter(Number.isFinite).sort((a, b) => a - b)
  const usual = sorted[Math.floor((sorted.length - 1) * SHARE)] ?? 0
  const scale = usual > 0 ? Math.min(1, cell / usual) : 1
  const lines: number[] = []
  lengths.forEach((length, index) => {
    if (!Number.isFinite(length)) return
    const [x, y] = [at[2 * index] ?? 0, at[2 * index + 1] ?? 0]
    const drawn = length === 0 ? 0 : Math.min(scale, cell / length)
    lines.push(x, y, x + drawn * (arrow[2 * index] ?? 0), y + drawn * (arrow[2 * index + 1] ?? 0))
  })
  return { lines: Float32Array.from(lines), scale }
}
