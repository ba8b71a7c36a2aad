// A baseline: a simple code of the same size, made of the same data, that a run's own is held against.
import type { DatasetDescription } from '../datasets/dataset-definition'
import type { Experiment } from '../experiment/experiment'

/** What a baseline is made for. */
export interface BaselineSource {
  readonly dataset: DatasetDescription
  /** Values in a code. */
  readonly codeSize: number
}

/** Networks, recipe and training of a baseline; name, data and what is recorded are the plan's (plan-baseline.ts). */
export type BaselineParts = Pick<Experiment, 'networks' | 'recipe'> & {
  readonly training: Omit<Experiment['training'], 'seed'>
  /** Steps between tests, pictures and checkpoints; null means an epoch. */
  readonly recordEverySteps: number | null
}

export interface BaselineDefinition {
  readonly id: 'pca' | 'logistic'
  readonly title: string
  /** One line, for the choice. */
  readonly text: string
  /** Of the recipe that trains it. */
  readonly recipe: string
  parts(source: BaselineSource): BaselineParts
}
