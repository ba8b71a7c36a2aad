// Which training examples the steps of a run see: all of them, or, of a recipe that learns from labels, those that count as labelled.
// An epoch has as many steps either way, so that runs with few and with many labels take equally many.
import { labelledExamples } from '@shared/recipes/parts/labelled-examples'
import { StudioError } from '@shared/studio-error'
import type { LoadedDataset } from '../datasets/loaded-dataset'
import { ExampleStream } from './example-stream'
import type { Model } from './model'
import { exampleStream, runLength } from './run-length'

export interface RunExamples {
  readonly stepsPerEpoch: number
  /** Indices of the training examples of a step, all of its batches at once. */
  batch(step: number): Uint32Array
}

/** @throws StudioError `labels-missing` where the recipe needs labels and the examples carry none. */
export function runExamples(model: Model, { train, description }: LoadedDataset): RunExamples {
  const all = exampleStream(model, train.count)
  const count = model.recipe.labelled?.(model.recipeParameters)
  if (count === undefined) return all
  if (train.labels === null) throw new StudioError({ code: 'labels-missing', message: 'The data has no labels to learn from', path: 'dataset.id', expected: 'a dataset whose examples carry classes', got: 'examples without classes', fix: 'Choose another dataset' })
  const { seed, batchSize } = model.experiment.training
  const labelled = labelledExamples(train.labels, description.classes?.length ?? 0, seed, count)
  const stream = new ExampleStream(seed, labelled.length, model.batchesPerStep * batchSize)
  const unlabelled = runLength(model, train.count).stages.filter(({ id }) => model.stages.find((stage) => stage.id === id)?.unlabelled === true)
  return {
    stepsPerEpoch: all.stepsPerEpoch,
    batch: (step) => (unlabelled.some(({ beginStep, endStep }) => step >= beginStep && step < endStep) ? all.batch(step) : stream.batch(step).map((place) => labelled[place] ?? 0)),
  }
}
