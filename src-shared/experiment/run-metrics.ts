// Every metric a run may record: its recipe's, and for recipes that sample from noise what its data lets one say of the samples.
import type { z } from 'zod'
import type { DatasetDescription } from '../datasets/dataset-definition'
import type { MetricDefinition, RecipeDefinition } from '../recipes/recipe-definition'

/** Of samples held against data whose modes are known: see mode-coverage.ts. */
export const modeMetrics: readonly MetricDefinition[] = [
  { name: 'modesCovered', title: 'Modes covered', unit: 'modes', better: 'higher', splits: ['test'], group: 'Modes covered' },
  { name: 'highQuality', title: 'Samples within 3σ of a mode', unit: 'share', better: 'higher', splits: ['test'], group: 'Samples near a mode' },
]

/** True where samples can be held against known modes. */
export function measuresModes(recipe: RecipeDefinition, dataset: DatasetDescription | null | undefined): boolean {
  return recipe.sampling === 'standard-normal' && recipe.decode !== undefined && dataset?.modes !== undefined
}

export function runMetrics(recipe: RecipeDefinition, parameters: z.output<RecipeDefinition['parameters']>, dataset: DatasetDescription | null | undefined): readonly MetricDefinition[] {
  return [...recipe.metrics(parameters), ...(measuresModes(recipe, dataset) ? modeMetrics : [])]
}
