// A grey picture as frames side by side without overlap, and back. Where frames do not divide it, the last row and column of pixels
// are repeated outwards, and what they were is cut away again.

/** Bytes row by row, 0 black and 255 white. */
export interface GreyImage {
  readonly height: number
  readonly width: number
  readonly pixels: Uint8Array
}

/** Height and width of a frame, in pixels. */
export type FrameSize = readonly [height: number, width: number]

/** How many frames cover a picture, down and across. */
export function frameGrid({ height, width }: Pick<GreyImage, 'height' | 'width'>, [tall, wide]: FrameSize): readonly [rows: number, columns: number] {
  return [Math.ceil(height / tall), Math.ceil(width / wide)]
}

/** Frames left to right, top to bottom, one after the other. */
export function cutFrames(image: GreyImage, frame: FrameSize): Uint8Array {
  const [tall, wide] = frame
  const [rows, columns] = frameGrid(image, frame)
  const frames = new Uint8Array(rows * columns * tall * wide)
  forEachPixel(image, frame, (at, row, column) => {
    frames[at] = image.pixels[Math.min(row, image.height - 1) * image.width + Math.min(column, image.width - 1)] ?? 0
  })
  return frames
}

/** The picture that `cutFrames` was given, from its frames. */
export function joinFrames(frames: Uint8Array, size: Pick<GreyImage, 'height' | 'width'>, frame: FrameSize): Uint8Array {
  const pixels = new Uint8Array(size.height * size.width)
  forEachPixel(size, frame, (at, row, column) => {
    if (row < size.height && column < size.width) pixels[row * size.width + column] = frames[at] ?? 0
  })
  return pixels
}

/** @param visit is told a pixel's place among the frames, and in the picture; places beyond its border come too. */
function forEachPixel(size: Pick<GreyImage, 'height' | 'width'>, frame: FrameSize, visit: (at: number, row: number, column: number) => void): void {
  const [tall, wide] = frame
  const [rows, columns] = frameGrid(size, frame)
  let at = 0
  for (let block = 0; block < rows * columns; block += 1) {
    const [top, left] = [Math.floor(block / columns) * tall, (block % columns) * wide]
    for (let row = top; row < top + tall; row += 1) {
      for (let column = left; column < left + wide; column += 1) {
        visit(at, row, column)
        at += 1
      }
    }
  }
}

/** Bytes as values of a range: black is its lower end, white its upper. */
export function valuesOfBytes(bytes: Uint8Array, [low, high]: readonly [number, number]): Float32Array {
  return Float32Array.from(bytes, (byte) => low + (byte / 255) * (high - low))
}

/** The other way about; values outside the range are cut to it, and what is not a number becomes black. */
export function bytesOfValues(values: Float32Array, [low, high]: readonly [number, number]): Uint8Array {
  return Uint8Array.from(values, (value) => Math.max(0, Math.min(255, Math.round(((value - low) / (high - low)) * 255))) || 0)
}
