// One set of points in a plane, drawn in one look.

export interface PlaneLayer {
  readonly id: string
  /** `[x0, y0, x1, y1, ...]`. */
  readonly points: ArrayLike<number>
  /** Group of each point, coloured by it; -1 or null takes the layer's own colour. */
  readonly labels: ArrayLike<number> | null
  /** CSS custom property of the layer's own colour. */
  readonly variable: string
  /** The second set in a plane has another shape, so that colour alone tells nothing. */
  readonly shape: 'dot' | 'cross'
  readonly radius: number
  readonly alpha: number
}
