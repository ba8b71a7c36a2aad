// One row of a grid of reconstructions: a row of tiles of some run's sheet, and how far each lies from the original.
import type { ImageSheet } from '@shared/run/run-events'

export interface GridRow {
  readonly id: string
  readonly title: string
  /** Said where one points at the title. */
  readonly words?: string
  /** Of the run's line, where rows are of several runs. */
  readonly colour?: string
  readonly picture: ImageBitmap
  readonly sheet: ImageSheet
  /** Which row of the sheet. */
  readonly sheetRow: number
  /** Squared error of each example; null where the row is no reconstruction. */
  readonly errors: readonly (number | null)[] | null
}

/** Of those that are numbers; null where none is. */
export function meanError(errors: readonly (number | null)[]): number | null {
  const finite = errors.filter((error) => error !== null)
  return finite.length === 0 ? null : finite.reduce((sum, error) => sum + error, 0) / finite.length
}
