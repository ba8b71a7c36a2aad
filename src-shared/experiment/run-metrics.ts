// Every metric a run may record: its recipe's, for recipes that reconstruct how good that is, and for recipes that sample from noise
// what its data lets one say of the samples; for recipes whose codes are rounded, how whole pictures come out.
import type { z } from 'zod'
import { compressionMetrics } from '../compression/compression-metrics'
import type { DatasetDescription } from '../datasets/dataset-definition'
import { qualityMetrics } from '../recipes/parts/reconstruction-quality'
import type { MetricDefinition, RecipeDefinition } from '../recipes/recipe-definition'
import { hasValidation } from './judged-by'

/** Of samples held against data whose modes are known: see mode-coverage.ts. */
export const modeMetrics: readonly MetricDefinition[] = [
  { name: 'modesCovered', title: 'Modes covered', unit: 'modes', better: 'higher', splits: ['test'], group: 'Modes covered' },
  { name: 'highQuality', title: 'Samples within 3σ of a mode', unit: 'share', better: 'higher', splits: ['test'], group: 'Samples near a mode' },
]

/** True where samples can be held against known modes. */
export function measuresModes(recipe: RecipeDefinition, dataset: DatasetDescription | null | undefined): boolean {
  return recipe.sampling === 'standard-normal' && recipe.decode !== undefined && dataset?.modes !== undefined
}

/** Whatever test examples are measured by, validation examples are too. */
function measuredOnValidation(metrics: readonly MetricDefinition[]): readonly MetricDefinition[] {
  return metrics.map((metric) => ({ ...metric, splits: metric.splits.flatMap((split) => (split === 'test' ? ['validation' as const, split] : [split])) }))
}

export function runMetrics(recipe: RecipeDefinition, parameters: z.output<RecipeDefinition['parameters']>, dataset: DatasetDescription | null | undefined): readonly MetricDefinition[] {
  const own = recipe.metrics(parameters)
  const quality = recipe.reconstruct === undefined ? [] : qualityMetrics(dataset).filter(({ name }) => !own.some((metric) => metric.name === name))
  // Of data that is not known, both pictures it may have.
  const parts = dataset === null || dataset === undefined ? (['training', 'new'] as const) : (dataset.images ?? []).map(({ part }) => part)
  const measured = [...own, ...quality]
  // Samples are held against the modes themselves, whole pictures against themselves, not against examples.
  return [...(hasValidation(dataset) ? measuredOnValidation(measured) : measured), ...(measuresModes(recipe, dataset) ? modeMetrics : []), ...(recipe.codeBits === undefined ? [] : compressionMetrics(parts, recipe.codeBits(parameters)))]
}

/** The same at a recipe's usual settings on any data, for runs whose experiments are not at hand: what was not recorded is for the asker to leave out. */
export function everyMetric(recipe: RecipeDefinition): readonly MetricDefinition[] {
  const parameters = recipe.parameters.safeParse({})
  return parameters.success ? [...measuredOnValidation(runMetrics(recipe, parameters.data, null)), ...modeMetrics] : []
}
