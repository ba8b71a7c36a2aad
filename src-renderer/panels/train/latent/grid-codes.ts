// Between pixels of a decoded grid and the codes its tiles stand for: a tile's middle is its own code.
import type { ImageSheet } from '@shared/run/run-events'
import type { PickedGrid } from '../../../charts/pick-grid'

export interface GridCodes {
  toCode(x: number, y: number): readonly number[]
  toPixel(code: readonly number[]): readonly [number, number]
}

/**
 * @param sheet the whole grid: columns from low to high z1, rows from high to low z2
 * @param grid what of it is drawn
 * @param range of each axis
 * @param ratio device pixels a CSS pixel
 */
export function gridCodes(sheet: ImageSheet, grid: PickedGrid, range: readonly (readonly [number, number])[], ratio: number): GridCodes {
  const first = grid.tiles[0] ?? 0
  const across = axis(first % sheet.columns, grid.tiles[1], grid.columns, (tile) => tile % sheet.columns, (sheet.tileWidth * grid.factor) / ratio)
  const down = axis(Math.floor(first / sheet.columns), grid.tiles[grid.columns], grid.rows, (tile) => Math.floor(tile / sheet.columns), (sheet.tileHeight * grid.factor) / ratio)
  const [horizontal, vertical] = range
  return {
    toCode(x, y) {
      const codes = horizontal ? [between(horizontal, across.place(x) / Math.max(1, sheet.columns - 1))] : []
      return vertical ? [...codes, between(vertical, 1 - down.place(y) / Math.max(1, sheet.rows - 1))] : codes
    },
    toPixel([first = 0, second = 0]) {
      const x = across.pixel(horizontal ? share(horizontal, first) * (sheet.columns - 1) : 0)
      return [x, down.pixel(vertical ? (1 - share(vertical, second)) * (sheet.rows - 1) : 0)]
    },
  }
}

/** Fractional place in the whole grid of a pixel, and back. */
function axis(offset: number, secondTile: number | undefined, drawn: number, indexOf: (tile: number) => number, tile: number) {
  const stride = drawn > 1 && secondTile !== undefined ? indexOf(secondTile) - offset : 1
  return { place: (pixel: number): number => offset + stride * (pixel / tile - 0.5), pixel: (place: number): number => ((place - offset) / stride + 0.5) * tile }
}

function between([low, high]: readonly [number, number], at: number): number {
  return low + (high - low) * at
}

function share([low, high]: readonly [number, number], value: number): number {
  return high > low ? (value - low) / (high - low) : 0.5
}
