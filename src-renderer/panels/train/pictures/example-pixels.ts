// The pixels of one example.

/**
 * @param values `[height, width, channels]`: one channel is grey, three are red, green and blue
 * @param range values of black and of white
 * @returns RGBA, row by row; a value that is not a number is black
 */
export function examplePixels(values: ArrayLike<number>, shape: readonly number[], [low, high]: readonly [number, number]): Uint8ClampedArray<ArrayBuffer> {
  const [height = 1, width = 1, channels = 1] = shape
  const pixels = new Uint8ClampedArray(4 * width * height)
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      const value = values[pixel * channels + (channels >= 3 ? colour : 0)] ?? low
      pixels[4 * pixel + colour] = (255 * (value - low)) / (high - low)
    }
    pixels[4 * pixel + 3] = 255
  }
  return pixels
}
