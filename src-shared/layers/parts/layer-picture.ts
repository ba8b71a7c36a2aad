// The small picture in a layer's help, as data: grids of values before and after the layer, or the curve of a function. The
// renderer draws it in the layer's own colour; a definition never holds markup.

/**
 * Rows of one grid, parted by `/`, one character a value: `0` to `9` from dark to bright, `a` to `j` the same ten ringed (the ones
 * to look at), `.` a place that holds nothing.
 */
export type GridPicture = string

export type LayerPicture =
  | {
      readonly kind: 'grids'
      /** What enters, one grid a port or channel. */
      readonly before: readonly GridPicture[]
      /** Stands between several that enter: `+`, `×`. */
      readonly sign?: string
      readonly after: readonly GridPicture[]
    }
  /** From x = -4 to 4. */
  | { readonly kind: 'curve'; readonly points: readonly (readonly [number, number])[] }

const CURVE_POINTS = 65

export function grids(before: readonly GridPicture[], after: readonly GridPicture[], sign?: string): LayerPicture {
  return { kind: 'grids', before, after, ...(sign === undefined ? {} : { sign }) }
}

/** The graph of a function over -4 to 4. */
export function curve(value: (x: number) => number): LayerPicture {
  const points = Array.from({ length: CURVE_POINTS }, (_, index): readonly [number, number] => {
    const x = -4 + (8 * index) / (CURVE_POINTS - 1)
    return [x, value(x)]
  })
  return { kind: 'curve', points }
}
