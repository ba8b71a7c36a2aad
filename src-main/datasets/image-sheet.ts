// Lays images out as tiles of one PNG, row by row, each pixel as it is.
import sharp from 'sharp'
import type { ImageSheet } from '@shared/run/run-events'
import type { Shape } from '@shared/tensors/shape'

export interface SheetInput {
  /** One example: [height, width, channels], 1 or 3 channels. */
  readonly shape: Shape
  /** Tiles one after the other, values as a network sees them. */
  readonly values: Float32Array
  /** Values that become black and white. */
  readonly range: readonly [number, number]
  readonly columns: number
}

/** Values outside the range are clipped; what is not a number becomes black. */
export async function drawImageSheet({ shape, values, range, columns }: SheetInput): Promise<{ readonly png: Buffer; readonly sheet: ImageSheet }> {
  const [tileHeight = 1, tileWidth = 1, channels = 1] = shape
  const drawn = channels === 3 ? 3 : 1
  const tiles = values.length / (tileHeight * tileWidth * channels)
  const rows = Math.ceil(tiles / columns)
  const width = columns * tileWidth
  const pixels = new Uint8Array(width * rows * tileHeight * drawn)
  const [low, high] = range
  const scale = 255 / (high - low)
  for (let tile = 0; tile < tiles; tile += 1) {
    const left = (tile % columns) * tileWidth
    const top = Math.floor(tile / columns) * tileHeight
    for (let pixel = 0; pixel < tileHeight * tileWidth; pixel += 1) {
      const target = ((top + Math.floor(pixel / tileWidth)) * width + left + (pixel % tileWidth)) * drawn
      const source = (tile * tileHeight * tileWidth + pixel) * channels
      for (let channel = 0; channel < drawn; channel += 1) {
        const level = ((values[source + channel] ?? 0) - low) * scale
        pixels[target + channel] = Math.max(0, Math.min(255, Math.round(level))) || 0
      }
    }
  }
  const png = await sharp(pixels, { raw: { width, height: rows * tileHeight, channels: drawn } }).png({ compressionLevel: 6 }).toBuffer()
  return { png, sheet: { tileWidth, tileHeight, columns, rows } }
}
