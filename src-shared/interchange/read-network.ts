// A network as a reader gives it, and the last look at it: shapes and weights as the layers themselves declare them.
import { analyseNetwork } from '../graph/analyse-network'
import type { NetworkDocument } from '../graph/network'
import { networkWeights } from '../graph/network-weights'
import type { NamedArrays } from '../tensors/named-arrays'
import { sameShape, type Shape } from '../tensors/shape'
import type { ImportLine } from './import-report'

export interface ReadNetwork {
  readonly name: string
  readonly network: NetworkDocument
  /** By `<node>/<weight>`. */
  readonly weights: NamedArrays
  readonly inputShape: Shape | null
  readonly outputShape: Shape | null
}

/** Leaves out weights that do not fit the layers as they stand, and says so. */
export function checkDraft(network: NetworkDocument, weights: NamedArrays, inputShape: Shape | null, changed: ImportLine[]): Omit<ReadNetwork, 'name'> {
  const analysis = analyseNetwork(network, inputShape)
  const declared = new Map(networkWeights(analysis).map(({ fullName, definition }) => [fullName.slice(network.id.length + 1), definition.shape]))
  const fitting = Object.entries(weights).filter(([name, { shape }]) => {
    const wanted = declared.get(name)
    // A node past a fault declares nothing; its weights are kept for when the fault is mended.
    const fits = wanted === undefined || sameShape(wanted, shape)
    if (!fits) changed.push({ name, type: 'weights', text: `they are ${shape.join(' × ')} in the file and ${wanted.join(' × ')} here: the layer begins with fresh ones` })
    return fits
  })
  return { network, weights: Object.fromEntries(fitting), inputShape, outputShape: analysis.outputShape }
}
