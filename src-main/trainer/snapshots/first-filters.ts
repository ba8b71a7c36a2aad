// What the first layer of an encoder looks for: the weights into each of its units as a picture of the example's shape.
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { sizeOf, type Shape } from '@shared/tensors/shape'
import type { NetworkAnalysis } from '@shared/graph/analyse-network'

const MOST_FILTERS = 100

export interface Filters {
  /** Pictures one after the other, each in [−1, 1]: divided by its own largest weight, so that 0 lies in the middle. */
  readonly values: Float32Array
  readonly count: number
}

/**
 * Of the first dense layer that sees all of an example, through nothing but a Flatten; null where there is none.
 * @param shape of an example.
 */
export function firstFilters(encoder: NetworkAnalysis | undefined, shape: Shape, weights: NamedArrays): Filters | null {
  if (encoder === undefined) return null
  const { nodes, wires } = encoder.network
  const after = (id: string | undefined) => nodes.find((node) => node.id === wires.find((wire) => wire.from.node === id)?.to.node)
  let node = after(nodes.find(({ type }) => type === 'input')?.id)
  if (node?.type === 'flatten') node = after(node.id)
  const kernel = node?.type === 'dense' ? weights[`${encoder.network.id}/${node.id}/kernel`] : undefined
  const [inputs = 0, units = 0] = kernel?.shape ?? []
  if (kernel === undefined || inputs !== sizeOf(shape)) return null
  const count = Math.min(MOST_FILTERS, units)
  const values = new Float32Array(count * inputs)
  for (let unit = 0; unit < count; unit += 1) {
    let largest = 0
    for (let row = 0; row < inputs; row += 1) largest = Math.max(largest, Math.abs(kernel.data[row * units + unit] ?? 0))
    for (let row = 0; row < inputs; row += 1) values[unit * inputs + row] = largest === 0 ? 0 : (kernel.data[row * units + unit] ?? 0) / largest
  }
  return { values, count }
}
