// Numbers and shapes as sentences print them. Wires and nodes use formatShape, which is tighter.
import type { Shape } from '../tensors/shape'

/** `3,136`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** `7 × 7 × 64`, for running text. */
export function spellShape(shape: Shape): string {
  return shape.length === 0 ? 'a single number' : shape.map(String).join(' × ')
}

/** `3,136 values, 7 · 7 · 64`; the product is left out where there is nothing to multiply. */
export function spellSize(shape: Shape): string {
  const size = shape.reduce((product, extent) => product * extent, 1)
  const values = size === 1 ? '1 value' : `${formatCount(size)} values`
  return shape.length < 2 ? values : `${values}, ${shape.join(' · ')}`
}

/** `1,568 values from Dense`, or without the source where nobody is named. */
export function fromSource(what: string, source: string | undefined): string {
  return source === undefined ? what : `${what} from ${source}`
}
