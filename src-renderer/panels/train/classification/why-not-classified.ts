// Why a run's encoder cannot be used for classification; null where it can.
import type { RunDefinitions } from '../../run/run-definitions'

/** @param checkpoints how many the run has. */
export function whyNotClassified(definitions: Pick<RunDefinitions, 'recipe' | 'dataset' | 'datasetTitle'> | null, checkpoints: number): string | null {
  if (definitions === null) return 'The run is being opened'
  if (definitions.recipe?.roles.some(({ id }) => id === 'encoder') !== true) return `${definitions.recipe?.title ?? 'Its recipe'} trains no encoder`
  if (definitions.dataset !== null && definitions.dataset.classes === null) return `${definitions.datasetTitle} has no labels`
  return checkpoints === 0 ? 'It has no checkpoint yet' : null
}
