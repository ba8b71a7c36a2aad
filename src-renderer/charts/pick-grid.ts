// A decoded plane must stay a plane when it does not fit: every second or third place of the grid is shown, at a whole
// factor, never a squeezed picture.
import type { ImageSheet } from '@shared/run/run-events'

export interface PickedGrid {
  readonly tiles: readonly number[]
  readonly columns: number
  readonly rows: number
  readonly factor: number
}

/** @param width device pixels @param height device pixels */
export function pickGrid(sheet: ImageSheet, width: number, height: number): PickedGrid {
  for (let stride = 1; stride <= Math.max(sheet.columns, sheet.rows); stride += 1) {
    const columns = places(sheet.columns, stride)
    const rows = places(sheet.rows, stride)
    const factor = Math.floor(Math.min(width / (columns.length * sheet.tileWidth), height / (rows.length * sheet.tileHeight)))
    if (factor >= 1) return { tiles: rows.flatMap((row) => columns.map((column) => row * sheet.columns + column)), columns: columns.length, rows: rows.length, factor }
  }
  const middle = Math.floor(sheet.rows / 2) * sheet.columns + Math.floor(sheet.columns / 2)
  return { tiles: [middle], columns: 1, rows: 1, factor: 1 }
}

/** Every `stride`-th index, the middle one among them where there is one. */
function places(count: number, stride: number): number[] {
  const offset = Math.floor((count - 1) / 2) % stride
  return Array.from({ length: Math.ceil((count - offset) / stride) }, (_, index) => offset + index * stride)
}
