// What the recipe asks of each role's network, and whether it has it: the recipe's words beside the analysis' verdicts.
import type { NetworkAnalysis } from '../graph/analyse-network'
import type { Problem } from '../problem'
import type { RoleNeed } from '../recipes/recipe-drawing'
import type { ExperimentAnalysis } from './experiment-analysis'
import { validationContext } from './validation-context'

export interface NeedState extends RoleNeed {
  /** `open`: not to be told while the network is unfinished or at fault, or while nobody plays the role. */
  readonly state: 'met' | 'unmet' | 'open'
  /** What there is instead, where the need is not met. */
  readonly problem: Problem | null
}

/** In the recipe's order; none while recipe or dataset are unknown or their settings do not fit. */
export function roleNeeds({ recipe, recipeParameters, dataset, networksByRole, problems }: ExperimentAnalysis): readonly NeedState[] {
  if (recipe === undefined || recipeParameters === undefined || dataset === undefined) return []
  return recipe.needs(validationContext({ parameters: recipeParameters, dataset, networks: networksByRole })).map((need): NeedState => {
    const network = networksByRole[need.role]
    const problem = problems.find((each) => need.unmetBy.includes(each.code) && each.place.network === network?.network.id && network !== undefined) ?? null
    return { ...need, state: problem !== null ? 'unmet' : network === undefined || unfinished(network) ? 'open' : 'met', problem }
  })
}

function unfinished(network: NetworkAnalysis): boolean {
  return network.outputShape === null || [...network.nodes.values()].some((node) => node.used && node.fault !== 'none')
}
