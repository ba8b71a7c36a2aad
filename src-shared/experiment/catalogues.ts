// The recipes, optimizers, schedules and datasets an experiment may name. Handed in where a test wants its own.
import { datasetCatalogue } from '../datasets/catalogue'
import type { DatasetDefinition } from '../datasets/dataset-definition'
import { optimizerCatalogue } from '../optimizers/catalogue'
import type { OptimizerDefinition } from '../optimizers/optimizer-definition'
import { recipeCatalogue } from '../recipes/catalogue'
import type { RecipeDefinition } from '../recipes/recipe-definition'
import { scheduleCatalogue } from '../schedules/catalogue'
import type { ScheduleDefinition } from '../schedules/schedule-definition'

export interface Catalogues {
  readonly recipes: readonly RecipeDefinition[]
  readonly optimizers: readonly OptimizerDefinition[]
  readonly datasets: readonly DatasetDefinition[]
  readonly schedules: readonly ScheduleDefinition[]
}

export const studioCatalogues: Catalogues = { recipes: recipeCatalogue, optimizers: optimizerCatalogue, datasets: datasetCatalogue, schedules: scheduleCatalogue }
