// Whole pictures through a checkpoint's networks, codes rounded to every depth, held against the original and beside JPEG.
import { createHash } from 'node:crypto'
import { valuesOfBytes, type GreyImage } from '@shared/compression/frames'
import { bitDepths, codeRate } from '@shared/compression/quantise-code'
import { MOST_PICTURE_SIDE, type CompressionFacts } from '@shared/contract/inference'
import type { DatasetDescription, ImagePart } from '@shared/datasets/dataset-definition'
import type { CompressedImage } from '@shared/run/run-events'
import { StudioError } from '@shared/studio-error'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { decodeGrey, whyUndecoded } from '../datasets/import/decode-image'
import type { Engine, Session } from '../engines/engine'
import type { Model } from '../trainer/model'
import { pageQualityProgram } from '../trainer/programs/reading-programs'
import { compressImage, type FrameCoder } from '../trainer/snapshots/compress-image'
import { jpegPoints } from '../trainer/snapshots/jpeg-points'
import type { InferenceModel } from './inference-model'

/** Pictures whose JPEG figures are remembered: an own one beside those of a run. */
const REMEMBERED = 8

/** A picture to compress, and the file it came from. */
export interface CompressedSource extends GreyImage {
  readonly name: string
  readonly part: ImagePart
  readonly file: CompressionFacts['file']
}

export class Compressor {
  private readonly engine: () => Promise<Engine>
  /** By what a picture holds. */
  private readonly jpeg = new Map<string, CompressedImage['jpeg']>()
  private comparison: { readonly size: string; readonly session: Session } | null = null

  constructor(engine: () => Promise<Engine>) {
    this.engine = engine
  }

  /** A person's file as a grey picture. @throws StudioError `picture-not-decoded`, `picture-smaller-than-frame` */
  async open(name: string, bytes: Uint8Array, { shape }: DatasetDescription): Promise<CompressedSource> {
    const [tall = 1, wide = 1] = shape
    const { header, ...image } = await decodeGrey(Buffer.from(bytes), MOST_PICTURE_SIDE).catch((cause: unknown) => {
      throw new StudioError(
        { code: 'picture-not-decoded', message: `${name} ${whyUndecoded(cause)}`, path: name, expected: 'a whole PNG, JPEG, WebP, GIF or TIFF image', got: `${bytes.length.toLocaleString('en-US')} bytes`, fix: 'Open it in an image viewer to see whether it is whole, or save it as PNG' },
        { cause },
      )
    })
    if (image.height < tall || image.width < wide) {
      throw new StudioError({ code: 'picture-smaller-than-frame', message: `${name} is smaller than a frame of this run`, path: name, expected: `at least ${wide} × ${tall} pixels`, got: `${image.width} × ${image.height}`, fix: 'Choose a larger image, or a run of smaller frames' })
    }
    return { ...image, name, part: 'new', file: header }
  }

  /** @returns pictures as the contract says, and what is known of them. */
  async compress(model: InferenceModel, source: CompressedSource, depths: readonly number[]): Promise<{ readonly arrays: NamedArrays; readonly facts: CompressionFacts }> {
    const coder = coderOf(model)
    const [unrounded = new Uint8Array(0), ...rounded] = await compressImage(coder, source, [null, ...bitDepths])
    const quality = await this.comparing(source)
    const framePixels = coder.frame[0] * coder.frame[1]
    const image: CompressedImage = {
      name: source.name,
      part: source.part,
      unrounded: quality(unrounded),
      rounded: bitDepths.map((bits, index) => ({ bits, bitsPerPixel: codeRate(model.width, bits, framePixels), ...quality(rounded[index] ?? unrounded) })),
      jpeg: await this.jpegOf(source, quality),
    }
    const shown = [source.pixels, unrounded, ...depths.map((bits) => rounded[bitDepths.indexOf(bits)] ?? unrounded)]
    const data = new Uint8Array(shown.length * source.pixels.length)
    shown.forEach((pixels, index) => data.set(pixels, index * source.pixels.length))
    return {
      arrays: { pictures: { dtype: 'uint8', shape: [shown.length, source.height, source.width], data } },
      facts: { figures: { codeSize: model.width, framePixels, pictured: [...depths], images: [image] }, file: source.file },
    }
  }

  private async jpegOf(source: CompressedSource, quality: Quality): Promise<CompressedImage['jpeg']> {
    const key = `${source.width} ${createHash('sha256').update(source.pixels).digest('hex')}`
    const known = this.jpeg.get(key)
    if (known !== undefined) return known
    const figures = (await jpegPoints(source)).map(({ pixels, ...point }) => ({ ...point, ...quality(pixels) }))
    this.jpeg.set(key, figures)
    const [oldest] = this.jpeg.keys()
    if (this.jpeg.size > REMEMBERED && oldest !== undefined) this.jpeg.delete(oldest)
    return figures
  }

  /** One operation at a time: a graph recorded for every size of picture would cost more than it saves. */
  private async comparing(source: GreyImage): Promise<Quality> {
    const { height, width } = source
    const size = `${height} ${width}`
    if (this.comparison?.size !== size) {
      this.comparison?.session.dispose()
      this.comparison = { size, session: (await this.engine()).createSession({ state: {}, programs: { compare: pageQualityProgram([height, width, 1]) } }, { execution: 'eager' }) }
    }
    const { session } = this.comparison
    const picture = (data: Uint8Array) => ({ dtype: 'uint8' as const, shape: [1, height, width, 1], data })
    return (pixels) => {
      const { psnr, ssim } = session.run('compare', { x: picture(source.pixels), y: picture(pixels) })
      return { psnr: finite(psnr?.data[0]), ssim: finite(ssim?.data[0]) }
    }
  }
}

type Quality = (pixels: Uint8Array) => { readonly psnr: number | null; readonly ssim: number | null }

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}

function coderOf(model: InferenceModel): FrameCoder {
  const { shape, range } = model.description
  const [tall = 1, wide = 1] = shape
  const ends = range ?? ([0, 1] as const)
  return { frame: [tall, wide], range: ends, encode: (frames) => model.encode(valuesOfBytes(frames, ends)), decode: (codes) => model.decode(codes) }
}

/** @throws StudioError `recipe-without-rounding` */
export function refuseWithoutRounding({ recipe }: Model): void {
  if (recipe.codeBits !== undefined) return
  throw new StudioError({ code: 'recipe-without-rounding', message: `${recipe.title} compresses no images: its codes need not lie between −1 and 1.`, path: 'run', expected: 'a run of the recipe Image compression', got: recipe.title, fix: 'Choose such a run.' })
}

export function notFound(part: ImagePart): StudioError {
  return new StudioError({ code: 'picture-not-found', message: `The data of this run has no ${part === 'training' ? 'training image' : 'new image'} of its own.`, path: 'image', expected: 'an image of the dataset', got: 'patches alone', fix: 'Drop an image of your own onto the view.' })
}
