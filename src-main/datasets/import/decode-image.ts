// One image file to pixels, by sharp, which is told beforehand what it may open and how much.
import sharp, { type Sharp } from 'sharp'
import type { GreyImage } from '@shared/compression/frames'
import type { ImportSettings } from '@shared/contract/own-data'
import { MOST_EXAMPLES, MOST_STORED_BYTES } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import { MOST_PIXELS } from './limits'

export type ImageSettings = NonNullable<ImportSettings['images']>

/** Formats that decode pixels and nothing else: no scripts, no links to other files. */
const LOADERS = ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer', 'VipsForeignLoadNsgifBuffer', 'VipsForeignLoadTiffBuffer']
export const IMAGE_NAME = /\.(png|jpe?g|webp|gif|tiff?)$/i

let guarded = false

function guard(): void {
  if (guarded) return
  guarded = true
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  sharp.cache(false)
  // Files are decoded side by side; threads inside one image would only get in each other's way.
  sharp.concurrency(1)
}

function open(bytes: Buffer): Sharp {
  guard()
  return sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', pages: 1, sequentialRead: true })
}

export interface ImageHeader {
  /** As shown, after the turn that the file asks for. */
  readonly width: number
  readonly height: number
  readonly grey: boolean
  readonly transparent: boolean
  readonly sixteenBit: boolean
}

/** @throws what sharp says of the file. */
export async function readImageHeader(bytes: Buffer): Promise<ImageHeader> {
  const { autoOrient, channels, hasAlpha, depth } = await open(bytes).metadata()
  const { width, height } = autoOrient
  if (width * height > MOST_PIXELS) throw new Error('Input image exceeds pixel limit')
  return { width, height, grey: channels - (hasAlpha ? 1 : 0) === 1, transparent: hasAlpha, sixteenBit: depth === 'ushort' }
}

function prepared(bytes: Buffer, { colour, ground }: Pick<ImageSettings, 'colour' | 'ground'>): Sharp {
  const background = ground === 'white' ? '#fff' : '#000'
  const image = open(bytes).autoOrient().flatten({ background })
  return colour === 'grey' ? image.toColourspace('b-w') : image.toColourspace('srgb')
}

interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Buffer
}

async function rawPixels(image: Sharp, channels: number): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  if (info.channels === channels) return { width: info.width, height: info.height, data }
  // A grey file asked for in colour, or the other way about, where the library kept its own number of channels.
  const pixels = info.width * info.height
  const converted = Buffer.alloc(pixels * channels)
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < channels; channel += 1) converted[pixel * channels + channel] = data[pixel * info.channels + Math.min(channel, info.channels - 1)] ?? 0
  }
  return { width: info.width, height: info.height, data: converted }
}

/** `[height, width, channels]` bytes of the size asked for. @throws what sharp says of the file. */
export async function decodeImage(bytes: Buffer, settings: ImageSettings): Promise<Uint8Array> {
  const { width, height, fit, ground, colour } = settings
  const background = ground === 'white' ? '#fff' : '#000'
  const { data } = await rawPixels(prepared(bytes, settings).resize({ width, height, fit, background }), channelsOf(colour))
  return data
}

/** A picture as it is, in grey; made smaller where a side has more than `mostSide` pixels. @throws what sharp says of the file. */
export async function decodeGrey(bytes: Buffer, mostSide: number): Promise<GreyImage & { readonly header: ImageHeader }> {
  const header = await readImageHeader(bytes)
  const { width, height, data } = await rawPixels(prepared(bytes, { colour: 'grey', ground: 'white' }).resize({ width: mostSide, height: mostSide, fit: 'inside', withoutEnlargement: true }), 1)
  return { width, height, pixels: new Uint8Array(data), header }
}

/**
 * Squares of the size asked for, left to right and top to bottom, at the image's own resolution; each is cut when it is asked for.
 * @throws StudioError `import-too-large` where one image alone gives more than can be kept; what sharp says of the file
 */
export async function decodePatches(bytes: Buffer, settings: ImageSettings): Promise<Iterable<Uint8Array>> {
  const channels = channelsOf(settings.colour)
  const stride = settings.patches?.stride ?? settings.width
  const { width, height, data } = await rawPixels(prepared(bytes, settings), channels)
  refuseTooMany(patchCount(width, height, settings, stride), settings.width * settings.height * channels)
  return cut()

  function* cut(): Generator<Uint8Array> {
    for (let top = 0; top + settings.height <= height; top += stride) {
      for (let left = 0; left + settings.width <= width; left += stride) {
        const patch = new Uint8Array(settings.width * settings.height * channels)
        for (let row = 0; row < settings.height; row += 1) {
          const begin = ((top + row) * width + left) * channels
          patch.set(data.subarray(begin, begin + settings.width * channels), row * settings.width * channels)
        }
        yield patch
      }
    }
  }
}

function refuseTooMany(count: number, size: number): void {
  const most = Math.min(MOST_EXAMPLES, Math.floor(MOST_STORED_BYTES / size))
  if (count <= most) return
  throw new StudioError({ code: 'import-too-large', message: 'One image gives more patches than can be kept in memory while training', path: 'images.patches.stride', expected: `at most ${most.toLocaleString('en-US')}`, got: count.toLocaleString('en-US'), fix: 'Cut them further apart, or larger' })
}

/** How many squares an image of that size gives. */
export function patchCount(width: number, height: number, settings: Pick<ImageSettings, 'width' | 'height'>, stride: number): number {
  const along = (extent: number, size: number): number => (extent < size ? 0 : Math.floor((extent - size) / stride) + 1)
  return along(width, settings.width) * along(height, settings.height)
}

export function channelsOf(colour: ImageSettings['colour']): number {
  return colour === 'grey' ? 1 : 3
}

/** In words, what a file that did not decode has. */
export function whyUndecoded(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (/pixel limit/i.test(message)) return `has more than ${MOST_PIXELS / 1e6} million pixels`
  if (/unsupported image format|is blocked|not a known file format/i.test(message)) return 'is no image this studio opens (PNG, JPEG, WebP, GIF, TIFF)'
  return 'is damaged: it does not decode'
}
