// The last value of every metric of a run, training, validation and test side by side, in the recipe's order and words.
import { everyMetric } from '@shared/experiment/run-metrics'
import { findRecipe } from '@shared/recipes/catalogue'
import type { RunSummary } from '@shared/run/run-record'

export interface FinalMetric {
  readonly name: string
  readonly title: string
  readonly unit: string
  /** Undefined where the split has no such metric; null where the value is not a number. */
  readonly train: number | null | undefined
  readonly validation: number | null | undefined
  readonly test: number | null | undefined
}

export function finalMetrics(run: Pick<RunSummary, 'recipe' | 'metrics'>): readonly FinalMetric[] {
  const recipe = findRecipe(run.recipe)
  // What only some datasets allow to be measured has its words too; whatever was not recorded is left out below.
  const known = recipe ? everyMetric(recipe) : []
  const recorded = [...new Set(Object.keys(run.metrics).map((full) => full.slice(full.indexOf('/') + 1)))]
  const order = [...known.map((metric) => metric.name).filter((name) => recorded.includes(name)), ...recorded.filter((name) => !known.some((metric) => metric.name === name))]
  return order.map((name) => {
    const metric = known.find((candidate) => candidate.name === name)
    return { name, title: metric?.title ?? name, unit: metric?.unit ?? '', train: run.metrics[`train/${name}`], validation: run.metrics[`validation/${name}`], test: run.metrics[`test/${name}`] }
  })
}
