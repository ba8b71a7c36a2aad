// Data with validation examples: every recipe is measured on them as on test ones, and judged by them.
import { expect, test } from 'vitest'
import { judgedBy } from '@shared/experiment/judged-by'
import { everyMetric, runMetrics } from '@shared/experiment/run-metrics'
import { mnist } from '@shared/datasets/mnist'
import { ring } from '@shared/datasets/ring'
import { recipeCatalogue } from '@shared/recipes/catalogue'
import type { MetricDefinition, RecipeDefinition } from '@shared/recipes/recipe-definition'

const names = (metrics: readonly MetricDefinition[]): string[] => metrics.flatMap((metric) => metric.splits.map((split) => `${split}/${metric.name}`))
const metricsOf = (recipe: RecipeDefinition, validationCount: number): string[] => names(runMetrics(recipe, recipe.parameters.parse({}), mnist.describe(mnist.parameters.parse({ validationCount }))))

test.each(recipeCatalogue.map((recipe) => [recipe.id, recipe] as const))('%s: whatever test examples are measured by, validation examples are too, and one of those judges', (_, recipe) => {
  const without = metricsOf(recipe, 0)
  const along = metricsOf(recipe, 5000)
  expect(without.filter((name) => name.startsWith('validation/'))).toEqual([])
  expect(along.filter((name) => !name.startsWith('validation/'))).toEqual(without)
  expect(along.filter((name) => name.startsWith('validation/'))).toEqual(without.filter((name) => name.startsWith('test/')).map((name) => name.replace('test/', 'validation/')))
  expect(along).toContain(judgedBy(recipe, { validationCount: 5000 }))
  expect([judgedBy(recipe, { validationCount: 0 }), judgedBy(recipe, {}), judgedBy(recipe, null)]).toEqual([recipe.primaryMetric, recipe.primaryMetric, recipe.primaryMetric])
})

test('samples are held against the modes of the data, not against validation examples; lists know the words of what may have been recorded', () => {
  const gan = recipeCatalogue.find(({ id }) => id === 'gan') ?? expect.fail('no GAN')
  const recorded = names(runMetrics(gan, gan.parameters.parse({}), ring.describe(ring.parameters.parse({ validationCount: 100 }))))
  expect(recorded).toEqual(expect.arrayContaining(['test/modesCovered', 'validation/dFake']))
  expect(recorded).not.toContain('validation/modesCovered')
  expect(names(everyMetric(gan))).toEqual(expect.arrayContaining(['validation/dFake', 'test/modesCovered']))
})
