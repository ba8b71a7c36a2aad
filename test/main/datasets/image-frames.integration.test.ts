// Frames of one image: at the places the seed draws, every place once before any comes again; the new image whole; absent and damaged files named.
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { CounterRandom } from '@shared/tensors/counter-random'
import { drawFrames } from '../../../src-main/datasets/image-frames'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import { temporaryFolder } from '../../support/temporary-folder'

const images = resolve(import.meta.dirname, '../../../resources/images')
const load = (parameters: Record<string, unknown> = {}, folder = images) => loadDataset({ id: 'image-frames', parameters: { trainCount: 300, ...parameters } }, { mnist: '/nowhere', images: folder })

test('frames are values from −1 to 1, drawn by the seed; the new image comes in frames side by side, both images whole', async () => {
  const [first, again, other] = [await load(), await load(), await load({ seed: 2 })]
  expect(first.train.examples).toEqual(again.train.examples)
  expect(first.train.examples).not.toEqual(other.train.examples)
  expect([first.train.examples.length, first.test.count, first.test.examples.length]).toEqual([300 * 64, 1024, 1024 * 64])
  expect(first.train.examples.every((value) => value >= -1 && value <= 1)).toBe(true)
  expect(first.images?.map(({ name, part, width, height }) => [name, part, width, height])).toEqual([
    ['Camera', 'training', 256, 256],
    ['Astronaut', 'new', 256, 256],
  ])
  expect(first.images?.map(({ name, part }) => ({ name, part }))).toEqual(first.description.images)
  // The first frame's second row lies a row further down the picture.
  const pixels = first.images?.[1]?.pixels ?? []
  expect(first.test.examples[8]).toBeCloseTo((pixels[256] ?? 0) / 127.5 - 1, 6)
  // Frames that do not divide the picture still cover it.
  expect((await load({ side: 10 })).test.count).toBe(26 * 26)
})

test('every place comes once before any comes again', () => {
  const image = { height: 4, width: 5, pixels: Uint8Array.from({ length: 20 }, (_, at) => at) }
  const frames = drawFrames(image, 24, 2, new CounterRandom(1, 'test'))
  const corners = Array.from({ length: 24 }, (_, index) => frames[4 * index] ?? -1)
  const all = [0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13]
  const ascending = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b)
  expect([ascending(corners.slice(0, 12)), ascending(corners.slice(12))]).toEqual([all, all])
  expect([...frames.slice(0, 4)].map((value) => value - (corners[0] ?? 0))).toEqual([0, 1, 5, 6])
})

test('an absent or damaged image is named with its path and what to do', async () => {
  await expect(load({}, '/nowhere')).rejects.toMatchObject({ detail: { code: 'dataset-file-missing', path: join('/nowhere', 'camera.png') } })
  await using folder = await temporaryFolder()
  const damaged = join(folder.path, 'images')
  await mkdir(damaged)
  for (const name of await readdir(images)) await copyFile(join(images, name), join(damaged, name))
  await writeFile(join(damaged, 'camera.png'), 'no picture')
  await expect(load({}, damaged)).rejects.toMatchObject({ detail: { code: 'dataset-file-unreadable', path: join(damaged, 'camera.png') } })
  await copyFile(join(images, '../text-pages/page.png'), join(damaged, 'camera.png'))
  await expect(load({}, damaged)).rejects.toMatchObject({ detail: { code: 'dataset-file-unreadable', got: '384 × 191 pixels' } })
})
