// The size of an experiment. Training memory is an estimate, in float32:
//   trainable weights x (value + gradient + optimizer slots; the value alone in a frozen network) + other state
//   + batch x values of all layer outputs x 2 (kept for the way back, and their gradients).
// What the engine keeps besides (the program itself, workspaces of convolutions) is not counted.
import type { NetworkAnalysis } from '../graph/analyse-network'
import type { RecipeDefinition } from '../recipes/recipe-definition'
import { sizeOf } from '../tensors/shape'
import type { ExperimentTotals, PlayerOptimizer } from './experiment-analysis'

const BYTES = 4

export function estimateTotals(
  recipe: RecipeDefinition | undefined,
  networksByRole: Readonly<Record<string, NetworkAnalysis>>,
  optimizers: Readonly<Record<string, PlayerOptimizer>>,
  batchSize: number,
): ExperimentTotals {
  let parameters = 0
  let multiplyAdds = 0
  let stateValues = 0
  let trainingValues = 0
  const counted = new Set<string>()
  for (const [role, analysis] of Object.entries(networksByRole)) {
    multiplyAdds += analysis.totals.multiplyAdds
    trainingValues += 2 * batchSize * analysis.totals.activations
    if (counted.has(analysis.network.id)) continue
    counted.add(analysis.network.id)
    const player = recipe?.players.find((each) => each.roles.includes(role))
    const optimizer = player === undefined ? undefined : optimizers[player.id]
    const slots = optimizer?.parameters === undefined ? 0 : optimizer.definition.slots(optimizer.parameters).length
    const copies = analysis.network.frozen === true ? 1 : 2 + slots
    const values = allWeights(analysis)
    parameters += analysis.totals.parameters
    stateValues += values
    trainingValues += analysis.totals.parameters * copies + (values - analysis.totals.parameters)
  }
  const partial = Object.values(networksByRole).filter((analysis) => [...analysis.nodes.values()].some((node) => node.used && (node.fault !== 'none' || node.output === null)))
  return { parameters, multiplyAdds, weightBytes: stateValues * BYTES, trainingBytes: trainingValues * BYTES, partial: [...new Set(partial.map((analysis) => analysis.network.id))] }
}

function allWeights(analysis: NetworkAnalysis): number {
  let values = 0
  for (const node of analysis.nodes.values()) if (node.used) for (const weight of node.weights) values += sizeOf(weight.shape)
  return values
}
