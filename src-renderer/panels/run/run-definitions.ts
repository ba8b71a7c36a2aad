// What a run's frozen experiment says about itself, through the catalogues: its recipe's metrics, its dataset's shape
// and class names. A run whose recipe or dataset this studio no longer knows still shows what was recorded.
import type { DatasetDescription } from '@shared/datasets/dataset-definition'
import { findDataset } from '@shared/datasets/catalogue'
import type { Experiment } from '@shared/experiment/experiment'
import { everyMetric, runMetrics } from '@shared/experiment/run-metrics'
import { findRecipe } from '@shared/recipes/catalogue'
import type { MetricDefinition, RecipeDefinition } from '@shared/recipes/recipe-definition'

export interface RunDefinitions {
  readonly recipe: RecipeDefinition | null
  readonly metrics: readonly MetricDefinition[]
  /** Values of the recipe's schedule at a step, by name. */
  scheduled(step: number, stepsPerEpoch: number): Readonly<Record<string, number>>
  readonly datasetTitle: string
  readonly dataset: DatasetDescription | null
}

export function definitionsOf(experiment: Experiment): RunDefinitions {
  const recipe = findRecipe(experiment.recipe.id) ?? null
  const parsed = recipe?.parameters.safeParse(experiment.recipe.parameters)
  const dataset = findDataset(experiment.dataset.id)
  const datasetParameters = dataset?.parameters.safeParse(experiment.dataset.parameters)
  const description = dataset && datasetParameters?.success ? dataset.describe(datasetParameters.data) : null
  return {
    recipe,
    metrics: recipe && parsed?.success ? runMetrics(recipe, parsed.data, description) : [],
    scheduled: (step, stepsPerEpoch) => (recipe && parsed?.success ? recipe.schedule(parsed.data, { step, stepsPerEpoch }) : {}),
    datasetTitle: dataset?.title ?? experiment.dataset.id,
    dataset: description,
  }
}

/** The metrics of a recipe at its default settings, for lists of runs whose experiments are not at hand; null where unknown. */
export function usualMetrics(recipeId: string): readonly MetricDefinition[] | null {
  const recipe = findRecipe(recipeId)
  return recipe ? everyMetric(recipe) : null
}
