// The four numbers of padding and cropping.
import { z } from 'zod'

export interface Borders {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export function borderSettings(description: string) {
  const side = (title: string) => z.int().min(0).max(4096).default(1).meta({ title, description, unit: 'pixels' })
  return { top: side('Top'), bottom: side('Bottom'), left: side('Left'), right: side('Right') }
}

/** `1 on every side`, or `1, 1, 2, 2`: top, bottom, left, right. */
export function bordersText({ top, bottom, left, right }: Borders): string {
  return [bottom, left, right].every((each) => each === top) ? `${top} on every side` : `${top}, ${bottom}, ${left}, ${right}`
}
