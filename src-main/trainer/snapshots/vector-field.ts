// What a model adds to every place of the plane: g(f(x)) − x on a grid over the data. Of a denoising autoencoder it points to where
// the data lies (Alain and Bengio 2014, JMLR 15).
import type { DatasetSplit } from '../../datasets/loaded-dataset'
import type { TrainingSession } from '../training-session'

/** Places a side of the grid. */
const SIDE = 24
/** The grid reaches beyond the data by this share of its extent on every side. */
const BEYOND = 0.25

export interface VectorField {
  /** `[places, 2]`, row by row. */
  readonly at: Float32Array
  /** g(f(x)) − x at each place, `[places, 2]`. */
  readonly arrow: Float32Array
}

/** Null where the recipe does not encode and decode. */
export async function vectorField(session: TrainingSession): Promise<VectorField | null> {
  const at = gridOver(session.dataset.test)
  const codes = await session.encode({ count: at.length / 2, examples: at, labels: null })
  if (codes === null || session.model.recipe.decode === undefined) return null
  const decoded = await session.decode(codes.values, codes.width)
  return { at, arrow: decoded.map((value, index) => value - (at[index] ?? 0)) }
}

function gridOver({ count, examples }: DatasetSplit): Float32Array {
  const ends = [0, 1].map((axis) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let row = 0; row < count; row += 1) {
      const value = examples[2 * row + axis] ?? 0
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    const margin = BEYOND * (high - low)
    return [low - margin, high + margin] as const
  })
  const place = (axis: number, step: number): number => {
    const [low, high] = ends[axis] ?? [0, 0]
    return low + ((high - low) * step) / (SIDE - 1)
  }
  return Float32Array.from({ length: 2 * SIDE * SIDE }, (_, index) => {
    const cell = index >> 1
    return index % 2 === 0 ? place(0, cell % SIDE) : place(1, Math.floor(cell / SIDE))
  })
}
