// What a training session's model makes of the whole pictures beside its data: pictures, and how like the originals they are.
import { compressionMetricName } from '@shared/compression/compression-metrics'
import { valuesOfBytes } from '@shared/compression/frames'
import { bitDepths, codeRate } from '@shared/compression/quantise-code'
import type { CompressedImage, CompressionFigures } from '@shared/run/run-events'
import { sizeOf } from '@shared/tensors/shape'
import type { DatasetImage } from '../../datasets/loaded-dataset'
import type { TrainingSession } from '../training-session'
import { compressImage, type FrameCoder } from './compress-image'
import { jpegPoints } from './jpeg-points'

const FULL_RANGE = [0, 1] as const

interface Quality {
  readonly psnr: number | null
  readonly ssim: number | null
}

function coderOf(session: TrainingSession): FrameCoder | null {
  const { description } = session.dataset
  const { latentShape } = session.model
  const [tall, wide] = description.shape
  if (latentShape === undefined || tall === undefined || wide === undefined) return null
  const range = description.range ?? FULL_RANGE
  const width = sizeOf(latentShape)
  return {
    frame: [tall, wide],
    range,
    encode: async (frames) => {
      const examples = description.storage === 'uint8' ? frames : valuesOfBytes(frames, range)
      return (await session.encode({ count: frames.length / (tall * wide), examples, labels: null }))?.values ?? new Float32Array(0)
    },
    decode: (codes) => session.decode(codes, width),
  }
}

function qualityOf(session: TrainingSession, image: DatasetImage, pixels: Uint8Array): Quality {
  const { psnr = Number.NaN, ssim = Number.NaN } = session.comparePage(image, pixels)
  return { psnr: Number.isFinite(psnr) ? psnr : null, ssim: Number.isFinite(ssim) ? ssim : null }
}

/** Test metrics by name; empty where the recipe rounds no codes or the data has no whole pictures. */
export async function compressionMetricsOf(session: TrainingSession): Promise<Record<string, number>> {
  const { recipe, recipeParameters } = session.model
  const coder = coderOf(session)
  const { images = [] } = session.dataset
  if (recipe.codeBits === undefined || coder === null) return {}
  const depths = [null, ...new Set(recipe.codeBits(recipeParameters))]
  const metrics: Record<string, number> = {}
  for (const image of images) {
    const pictures = await compressImage(coder, image, depths)
    pictures.forEach((pixels, index) => {
      const { psnr, ssim } = qualityOf(session, image, pixels)
      metrics[compressionMetricName('psnr', image.part, depths[index] ?? null)] = psnr ?? Number.NaN
      metrics[compressionMetricName('ssim', image.part, depths[index] ?? null)] = ssim ?? Number.NaN
    })
  }
  return metrics
}

/** Of a picture: JPEG does not change while a model is trained. */
export async function jpegFiguresOf(session: TrainingSession, image: DatasetImage): Promise<CompressedImage['jpeg']> {
  const points = await jpegPoints(image)
  return points.map(({ pixels, ...point }) => ({ ...point, ...qualityOf(session, image, pixels) }))
}

export interface CompressedPictures {
  readonly figures: CompressionFigures
  /** Of every image its original, codes not rounded, and each depth of `figures.pictured`; bytes of the image's size. */
  readonly pictures: readonly Uint8Array[]
}

/** Null where the recipe rounds no codes or the data has no whole pictures. @param jpeg figures of each image, in order. */
export async function compressImages(session: TrainingSession, jpeg: readonly CompressedImage['jpeg'][]): Promise<CompressedPictures | null> {
  const { recipe, recipeParameters, latentShape } = session.model
  const coder = coderOf(session)
  const { images = [] } = session.dataset
  if (recipe.codeBits === undefined || coder === null || latentShape === undefined || images.length === 0) return null
  const pictured = [...new Set(recipe.codeBits(recipeParameters))]
  const codeSize = sizeOf(latentShape)
  const framePixels = coder.frame[0] * coder.frame[1]
  const pictures: Uint8Array[] = []
  const compressed: CompressedImage[] = []
  for (const [index, image] of images.entries()) {
    const [unrounded = new Uint8Array(0), ...rounded] = await compressImage(coder, image, [null, ...bitDepths])
    pictures.push(image.pixels, unrounded, ...pictured.flatMap((bits) => rounded[bitDepths.indexOf(bits)] ?? []))
    compressed.push({
      name: image.name,
      part: image.part,
      unrounded: qualityOf(session, image, unrounded),
      rounded: rounded.map((pixels, at) => {
        const bits = bitDepths[at] ?? 0
        return { bits, bitsPerPixel: codeRate(codeSize, bits, framePixels), ...qualityOf(session, image, pixels) }
      }),
      jpeg: jpeg[index] ?? [],
    })
  }
  return { figures: { codeSize, framePixels, pictured, images: compressed }, pictures }
}
