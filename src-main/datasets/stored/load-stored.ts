// Imported data as the trainer reads it: split by its folders, or by a seed.
import { ownSplitCounts, type OwnDataParameters } from '@shared/datasets/own/own-data'
import type { StoredFacts } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import { CounterRandom } from '@shared/tensors/counter-random'
import { sizeOf } from '@shared/tensors/shape'
import { sectionOf } from '../hold-out'
import type { DatasetSplit, LoadedDataset } from '../loaded-dataset'
import { checkStored, readExamples, readLabels } from './stored-files'

/** @throws StudioError where nothing is chosen, or the data is missing or damaged. */
export async function loadStored(root: string | undefined, parameters: OwnDataParameters): Promise<Pick<LoadedDataset, 'train' | 'validation' | 'test'>> {
  const { stored, split, splitSeed } = parameters
  if (stored === null) throw new StudioError({ code: 'own-data-not-chosen', message: 'No data of your own is chosen', path: 'dataset.parameters.stored', expected: 'an imported dataset', got: 'none', fix: 'Choose one, or import files under Data' })
  if (root === undefined) throw new StudioError({ code: 'stored-dataset-missing', message: 'There is no folder of imported data here', expected: 'the data folder of a studio', got: 'none', fix: 'Run it in a studio that has the data' })
  await checkStored(root, stored)
  const examples = await readExamples(root, stored)
  const labels = await readLabels(root, stored)
  const counts = ownSplitCounts(parameters)
  if (split === 'folders' && stored.folders !== null) {
    const { train, validation } = stored.folders
    const section = (begin: number, count: number): DatasetSplit => sectionOf({ examples, labels }, sizeOf(stored.shape), begin, count)
    return { train: section(0, counts.train), ...(validation === 0 ? {} : { validation: section(train, validation) }), test: section(train + validation, counts.test) }
  }
  const order = new CounterRandom(splitSeed, 'own-data/split').permutation(stored.count)
  const take = (begin: number, count: number): DatasetSplit => gathered(stored, examples, labels, order.subarray(begin, begin + count))
  const { train, validation, test } = counts
  return { test: take(0, test), ...(validation === 0 ? {} : { validation: take(test, validation) }), train: take(test + validation, train) }
}

function gathered(facts: StoredFacts, examples: Uint8Array | Float32Array, labels: Uint8Array | null, order: Uint32Array): DatasetSplit {
  const size = sizeOf(facts.shape)
  const own = examples instanceof Uint8Array ? new Uint8Array(order.length * size) : new Float32Array(order.length * size)
  for (const [row, index] of order.entries()) own.set(examples.subarray(index * size, (index + 1) * size), row * size)
  return { count: order.length, examples: own, labels: labels === null ? null : Uint8Array.from(order, (index) => labels[index] ?? 0) }
}
