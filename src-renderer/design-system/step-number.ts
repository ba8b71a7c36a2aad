// How a number moves under arrow keys and dragging: whole numbers by their step, fractions by a tenth of their size.

export interface NumberRange {
  readonly min?: number
  readonly max?: number
  /** Fixed step; without one, 1 for whole numbers and a tenth of the leading digit's size for others. */
  readonly step?: number
  readonly integer?: boolean
}

/** Into the range, whole where it must be; without float dust such as 0.30000000000000004. */
export function fitNumber(value: number, range: NumberRange): number {
  const whole = range.integer === true ? Math.round(value) : Number(value.toPrecision(12))
  return Math.min(range.max ?? Infinity, Math.max(range.min ?? -Infinity, whole))
}

function stepOf(value: number, range: NumberRange): number {
  if (range.step !== undefined) return range.step
  if (range.integer === true) return 1
  return value === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1)
}

/** The value some steps on; `leap` makes each step ten. */
export function stepNumber(value: number, steps: number, range: NumberRange, leap = false): number {
  return fitNumber(value + steps * stepOf(value, range) * (leap ? 10 : 1), range)
}
