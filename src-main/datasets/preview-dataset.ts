// What a person sees of a dataset before training: the first test examples, and how many there are of each class.
import type { DatasetPreview } from '@shared/contract/contract'
import type { Choice } from '@shared/experiment/experiment'
import { sizeOf } from '@shared/tensors/shape'
import { drawImageSheet } from './image-sheet'
import { loadDataset } from './load-dataset'
import type { DatasetLocations, DatasetSplit, LoadedDataset } from './loaded-dataset'

const IMAGES = 60
const COLUMNS = 12
const POINTS = 2000

/** @throws StudioError as `loadDataset`. */
export async function previewDataset(choice: Choice, locations: DatasetLocations): Promise<DatasetPreview> {
  const dataset = await loadDataset(choice, locations)
  return {
    sheet: dataset.description.kind === 'image' ? await imageSheet(dataset) : null,
    points: dataset.description.kind === 'points' ? points(dataset.test) : null,
    classCounts: classCounts(dataset),
  }
}

async function imageSheet({ description, test }: LoadedDataset): Promise<DatasetPreview['sheet']> {
  const count = Math.min(IMAGES, test.count)
  const values = Float32Array.from(test.examples.subarray(0, count * sizeOf(description.shape)))
  const range = description.storage === 'uint8' ? ([0, 255] as const) : (description.range ?? ([0, 1] as const))
  const { png, sheet } = await drawImageSheet({ shape: description.shape, values, range, columns: COLUMNS })
  return { png: png.toString('base64'), ...sheet }
}

function points({ count, examples, labels }: DatasetSplit): [number, number, number][] {
  return Array.from({ length: Math.min(POINTS, count) }, (_, index) => [examples[2 * index] ?? 0, examples[2 * index + 1] ?? 0, labels?.[index] ?? -1])
}

function classCounts({ description, train, validation, test }: LoadedDataset): DatasetPreview['classCounts'] {
  const { classes } = description
  if (classes === null || train.labels === null || test.labels === null) return null
  const trainCounts = count(train.labels, classes.length)
  const validationCounts = count(validation?.labels ?? new Uint8Array(), classes.length)
  const testCounts = count(test.labels, classes.length)
  return classes.map((name, index) => ({ name, train: trainCounts[index] ?? 0, validation: validationCounts[index] ?? 0, test: testCounts[index] ?? 0 }))
}

function count(labels: Uint8Array, classes: number): Uint32Array {
  const counts = new Uint32Array(classes)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return counts
}
