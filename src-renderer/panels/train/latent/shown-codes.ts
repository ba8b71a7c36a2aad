// The codes that a scatter shows, for whoever compares them with those of another run.
export interface ShownCodes {
  /** Values in a code. */
  readonly width: number
  /** `[codes, width]`. */
  readonly values: ArrayLike<number>
  /** As they are drawn, `[x0, y0, x1, y1, ...]`. */
  readonly points: ArrayLike<number>
}
