// What networks of linear baselines are put together from.
import type { ChainLayer } from '../graph/chain-network'
import type { Shape } from '../tensors/shape'

/** Data that is no plain row has to be flattened, and put together again. */
export function arranging(shape: Shape): { readonly flatten: readonly ChainLayer[]; readonly reshape: readonly ChainLayer[] } {
  if (shape.length === 1) return { flatten: [], reshape: [] }
  return { flatten: [{ type: 'flatten' }], reshape: [{ type: 'reshape', parameters: { target: [...shape] } }] }
}

export function linearDense(name: string, units: number): ChainLayer {
  return { type: 'dense', name, parameters: { units, activation: 'linear' } }
}
