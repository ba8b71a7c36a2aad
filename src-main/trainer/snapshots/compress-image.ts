// Compresses a whole picture by a model of frames: every frame is encoded once, its code rounded to each depth asked for, and decoded.
import { bytesOfValues, cutFrames, joinFrames, type FrameSize, type GreyImage } from '@shared/compression/frames'
import { quantiseCodes } from '@shared/compression/quantise-code'

/** A model as this needs it. */
export interface FrameCoder {
  readonly frame: FrameSize
  /** Values that are black and white to the networks. */
  readonly range: readonly [number, number]
  /** Codes of frames given as bytes, one after the other. */
  encode(frames: Uint8Array): Promise<Float32Array>
  /** Frames as networks give them. */
  decode(codes: Float32Array): Promise<Float32Array>
}

/** @returns for every depth, null being codes as they are, the picture that comes out: bytes of the picture's size. */
export async function compressImage(coder: FrameCoder, image: GreyImage, depths: readonly (number | null)[]): Promise<readonly Uint8Array[]> {
  const codes = await coder.encode(cutFrames(image, coder.frame))
  const pictures: Uint8Array[] = []
  for (const bits of depths) {
    const values = await coder.decode(bits === null ? codes : quantiseCodes(codes, bits))
    pictures.push(joinFrames(bytesOfValues(values, coder.range), image, coder.frame))
  }
  return pictures
}
