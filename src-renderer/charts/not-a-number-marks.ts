// Where a series stops being a number: one mark a gap, at the last height the curve had, with words.

export interface NotANumberMark {
  readonly x: number
  /** Last finite value before the gap, else the first after it; null where the series has no finite value at all. */
  readonly y: number | null
  /** True where nothing finite follows: the curve ends here. */
  readonly last: boolean
}

export function notANumberMarks(xs: readonly number[], values: readonly (number | null)[]): NotANumberMark[] {
  const marks: NotANumberMark[] = []
  let height: number | null = null
  let open = false
  values.forEach((value, index) => {
    if (value !== null && Number.isFinite(value)) {
      if (open && marks.length > 0) {
        const mark = marks[marks.length - 1]
        if (mark) marks[marks.length - 1] = { x: mark.x, y: mark.y ?? value, last: false }
      }
      height = value
      open = false
    } else if (!open) {
      marks.push({ x: xs[index] ?? 0, y: height, last: true })
      open = true
    }
  })
  return marks
}
