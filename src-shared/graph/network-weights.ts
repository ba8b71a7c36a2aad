// The weights a network needs, by the full names they have in a run's state and checkpoints.
import type { WeightDefinition } from '../layers/layer-definition'
import type { NetworkAnalysis } from './analyse-network'
import { weightFullName } from './names'

export interface NetworkWeight {
  /** `<network>/<node>/<weight>`. */
  readonly fullName: string
  readonly definition: WeightDefinition
}

/** Weights of every node that is run, in data-flow order. */
export function networkWeights(analysis: NetworkAnalysis): readonly NetworkWeight[] {
  return analysis.order.flatMap((id) =>
    (analysis.nodes.get(id)?.weights ?? []).map((definition) => ({ fullName: weightFullName(analysis.network.id, id, definition.name), definition })),
  )
}
