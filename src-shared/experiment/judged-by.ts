// Which metric a run is judged by: the recipe's primary metric, on validation examples where the data has some. A checkpoint chosen by
// test examples has seen them, and its test figure no longer says what new examples would give.
import type { DatasetDescription } from '../datasets/dataset-definition'
import type { RecipeDefinition } from '../recipes/recipe-definition'

/** True where some examples are kept apart to choose by. */
export function hasValidation(dataset: Pick<DatasetDescription, 'validationCount'> | null | undefined): boolean {
  return (dataset?.validationCount ?? 0) > 0
}

/** Full name, `validation/elbo` or `test/elbo`. */
export function judgedBy({ primaryMetric }: Pick<RecipeDefinition, 'primaryMetric'>, dataset: Pick<DatasetDescription, 'validationCount'> | null | undefined): string {
  return hasValidation(dataset) ? primaryMetric.replace(/^test\//, 'validation/') : primaryMetric
}
