// The same picture as JPEG at several qualities: what a hand-made code of the same frames of 8 by 8 pixels comes to. Files are as small as
// baseline JPEG makes them: grey, Huffman tables fitted to the picture, no metadata. Every byte of the file counts, its headers and tables
// too (about 0.02 bits a pixel of 256 by 256); of the autoencoder only codes count, not the networks that read them.
import sharp from 'sharp'
import type { GreyImage } from '@shared/compression/frames'

const JPEG_QUALITIES = [2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95] as const

export interface JpegPoint {
  readonly quality: number
  /** Of the whole file. */
  readonly bitsPerPixel: number
  /** Of that, all that comes before the entropy-coded picture. */
  readonly headerBitsPerPixel: number
  /** What a viewer would show, of the picture's size. */
  readonly pixels: Uint8Array
}

export function jpegPoints(image: GreyImage): Promise<readonly JpegPoint[]> {
  const { width, height, pixels } = image
  return Promise.all(
    JPEG_QUALITIES.map(async (quality) => {
      const file = await sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w').jpeg({ quality, optimiseCoding: true, progressive: false }).toBuffer()
      const decoded = await sharp(file).extractChannel(0).raw().toBuffer()
      const perPixel = 8 / (width * height)
      return { quality, bitsPerPixel: file.length * perPixel, headerBitsPerPixel: scanStart(file) * perPixel, pixels: new Uint8Array(decoded) }
    }),
  )
}

const SCAN = 0xda

/** Where the entropy-coded bytes begin: after the marker segment that starts the scan. */
function scanStart(file: Buffer): number {
  // Two bytes of marker each; all but the first are followed by a segment that tells its length.
  for (let at = 2; at + 4 <= file.length; at += 2 + file.readUInt16BE(at + 2)) {
    if (file[at + 1] === SCAN) return at + 2 + file.readUInt16BE(at + 2)
  }
  return 0
}
