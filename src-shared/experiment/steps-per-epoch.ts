// How many steps pass over the training set once: a recipe whose players take several turns a step eats several batches in it.
import type { ExperimentAnalysis } from './experiment-analysis'

/** Undefined where the dataset is unknown. */
export function stepsPerEpoch({ recipe, recipeParameters, dataset }: Pick<ExperimentAnalysis, 'recipe' | 'recipeParameters' | 'dataset'>, batchSize: number): number | undefined {
  if (dataset === undefined) return undefined
  const batches = recipe === undefined || recipeParameters === undefined ? 1 : (recipe.batchesPerStep?.(recipeParameters) ?? 1)
  return Math.ceil(dataset.trainCount / (batches * batchSize))
}
