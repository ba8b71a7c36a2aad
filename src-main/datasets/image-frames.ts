// Frames of the grey images in resources/images: random ones to train on, those side by side of another image to test with.
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { cutFrames, type GreyImage } from '@shared/compression/frames'
import { IMAGE_SIDE, imageTitles, type ImageName } from '@shared/datasets/parts/shipped-images'
import { StudioError } from '@shared/studio-error'
import { CounterRandom } from '@shared/tensors/counter-random'
import type { DatasetImage, DatasetSplit } from './loaded-dataset'

const FIX = 'Put the studio’s folder resources/images back as it came, or install the studio again'

export interface ImageFrameSettings {
  readonly image: ImageName
  readonly newImage: ImageName
  readonly side: number
  readonly trainCount: number
  readonly seed: number
}

/** @returns the folder. @throws StudioError `dataset-file-missing` naming the first image that is absent. */
export async function checkImages(folder: string | undefined): Promise<string> {
  if (folder === undefined) throw new StudioError({ code: 'dataset-file-missing', message: 'The folder of the images is not known', expected: 'the folder images', got: 'none', fix: FIX })
  for (const name of Object.keys(imageTitles)) {
    const path = join(folder, `${name}.png`)
    await access(path).catch((cause: unknown) => {
      throw new StudioError({ code: 'dataset-file-missing', message: `The image ${name}.png is missing`, path, expected: 'a PNG picture', got: 'no such file', fix: FIX }, { cause })
    })
  }
  return folder
}

async function readImage(folder: string, name: ImageName): Promise<GreyImage> {
  const path = join(folder, `${name}.png`)
  const unreadable = (got: string, cause?: unknown): StudioError =>
    new StudioError({ code: 'dataset-file-unreadable', message: `The image ${name}.png cannot be read`, path, expected: `a PNG picture of ${IMAGE_SIDE} × ${IMAGE_SIDE} pixels`, got, fix: FIX }, { cause })
  // From bytes: where people's own images are opened too, nothing else is.
  const decoded = await readFile(path)
    .then((bytes) => sharp(bytes).toColourspace('b-w').extractChannel(0).raw().toBuffer({ resolveWithObject: true }))
    .catch((cause: unknown) => {
      throw unreadable(cause instanceof Error ? cause.message : String(cause), cause)
    })
  const { width, height } = decoded.info
  if (width !== IMAGE_SIDE || height !== IMAGE_SIDE) throw unreadable(`${width} × ${height} pixels`)
  return { width, height, pixels: new Uint8Array(decoded.data) }
}

/** @throws StudioError naming an image that is absent or damaged. */
export async function loadImageFrames(folder: string | undefined, settings: ImageFrameSettings): Promise<{ readonly train: DatasetSplit; readonly test: DatasetSplit; readonly images: readonly DatasetImage[] }> {
  const whole = await checkImages(folder)
  const { side, trainCount, seed } = settings
  const [training, fresh] = await Promise.all([readImage(whole, settings.image), readImage(whole, settings.newImage)])
  const tested = cutFrames(fresh, [side, side])
  return {
    train: { count: trainCount, examples: scaled(drawFrames(training, trainCount, side, new CounterRandom(seed, 'image-frames/train'))), labels: null },
    test: { count: tested.length / side ** 2, examples: scaled(tested), labels: null },
    images: [
      { ...training, name: imageTitles[settings.image], part: 'training' },
      ...(settings.newImage === settings.image ? [] : [{ ...fresh, name: imageTitles[settings.newImage], part: 'new' as const }]),
    ],
  }
}

/** Frames at random places, every place once before any comes again. */
export function drawFrames({ width, height, pixels }: GreyImage, count: number, side: number, random: CounterRandom): Uint8Array {
  const across = width - side + 1
  const places = across * (height - side + 1)
  const frames = new Uint8Array(count * side * side)
  let order: Uint32Array = new Uint32Array(0)
  for (let index = 0; index < count; index += 1) {
    if (index % places === 0) order = random.permutation(places)
    const place = order[index % places] ?? 0
    for (let row = 0; row < side; row += 1) {
      const from = (Math.floor(place / across) + row) * width + (place % across)
      frames.set(pixels.subarray(from, from + side), (index * side + row) * side)
    }
  }
  return frames
}

/** Bytes as values from −1 to 1. */
function scaled(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (value) => value / 127.5 - 1)
}
