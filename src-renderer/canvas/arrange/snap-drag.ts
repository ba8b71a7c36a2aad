// Snapping while something is dragged: its edges and middles are drawn to those of what stands still. The lines are sorted
// once when the drag begins; a move costs a few binary searches, however many nodes there are.
import type { Rectangle } from '@shared/graph/lane-geometry'

export interface SnapLines {
  /** Places across and down that attract, ascending. */
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export interface Snap {
  /** To be added to where the pointer would have it. */
  readonly dx: number
  readonly dy: number
  /** Lines to show; null where nothing attracts. */
  readonly x: number | null
  readonly y: number | null
}

export function snapLines(standing: readonly Rectangle[]): SnapLines {
  const sorted = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b)
  return {
    x: sorted(standing.flatMap((box) => [box.x, box.x + box.width / 2, box.x + box.width])),
    y: sorted(standing.flatMap((box) => [box.y, box.y + box.height / 2, box.y + box.height])),
  }
}

/** @param reach canvas units within which a line attracts */
export function snapBox(lines: SnapLines, box: Rectangle, reach: number): Snap {
  const across = nearest(lines.x, [box.x, box.x + box.width / 2, box.x + box.width], reach)
  const down = nearest(lines.y, [box.y, box.y + box.height / 2, box.y + box.height], reach)
  return { dx: across.by, dy: down.by, x: across.line, y: down.line }
}

function nearest(lines: readonly number[], places: readonly number[], reach: number): { readonly by: number; readonly line: number | null } {
  let by = 0
  let line: number | null = null
  let least = reach
  for (const place of places) {
    const index = firstAtLeast(lines, place)
    for (const candidate of [lines[index - 1], lines[index]]) {
      if (candidate === undefined) continue
      const away = Math.abs(candidate - place)
      if (away > least || (away === least && line !== null)) continue
      least = away
      by = candidate - place
      line = candidate
    }
  }
  return { by, line }
}

function firstAtLeast(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1
    else high = middle
  }
  return low
}
