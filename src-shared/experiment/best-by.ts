// By what one checkpoint of a run is better than another: the recipe's primary metric, where that has a better side. The opinions of
// a GAN's discriminator tell how its players stand, not how good samples are; of its checkpoints none is the best.
import { findRecipe } from '../recipes/catalogue'
import type { Choice } from './experiment'

export interface BestBy {
  /** Full name, `test/elbo`. */
  readonly metric: string
  readonly better: 'lower' | 'higher'
}

/** What people are told where `bestBy` finds nothing. */
export const NONE_IS_BEST = 'No metric of this recipe says which checkpoint is the best: only the newest are kept.'

/** Null where neither way is better, and for a recipe nobody knows. @param primaryMetric what the run is judged by, the recipe's own when left out. */
export function bestBy(recipe: Choice, primaryMetric?: string): BestBy | null {
  const definition = findRecipe(recipe.id)
  const parameters = definition?.parameters.safeParse(recipe.parameters)
  if (definition === undefined || parameters?.success !== true) return null
  const metric = primaryMetric ?? definition.primaryMetric
  const name = metric.slice(metric.indexOf('/') + 1)
  const better = definition.metrics(parameters.data).find((each) => each.name === name)?.better
  return better === undefined || better === 'neither' ? null : { metric, better }
}
