// Parts the training examples of a dataset that keeps its validation examples among them: the last ones validate.
import type { DatasetDescription } from '@shared/datasets/dataset-definition'
import { sizeOf } from '@shared/tensors/shape'
import type { DatasetSplit, LoadedDataset } from './loaded-dataset'

type Counts = Pick<DatasetDescription, 'trainCount' | 'validationCount'>

/** How many examples both parts have together. */
export function trainable({ trainCount, validationCount = 0 }: Counts): number {
  return trainCount + validationCount
}

/** Views of the same values; nothing is copied. @param all as many as `trainable` says. */
export function holdOut(description: Counts & Pick<DatasetDescription, 'shape'>, all: DatasetSplit): Pick<LoadedDataset, 'train' | 'validation'> {
  const { trainCount, validationCount = 0, shape } = description
  const train = sectionOf(all, sizeOf(shape), 0, trainCount)
  return validationCount === 0 ? { train } : { train, validation: sectionOf(all, sizeOf(shape), trainCount, validationCount) }
}

/** @param size values of an example. */
export function sectionOf({ examples, labels }: Omit<DatasetSplit, 'count'>, size: number, begin: number, count: number): DatasetSplit {
  return { count, examples: examples.subarray(begin * size, (begin + count) * size), labels: labels === null ? null : labels.subarray(begin, begin + count) }
}
