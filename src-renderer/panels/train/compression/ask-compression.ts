// Asks a checkpoint to compress a whole picture: pictures ready to draw, and what they are worth.
import { compressionFactsSchema } from '@shared/contract/inference'
import type { CompressionFacts } from '@shared/contract/inference'
import type { ImagePart } from '@shared/datasets/dataset-definition'
import type { CompressedImage, ImageSheet } from '@shared/run/run-events'
import type { NamedArray } from '@shared/tensors/named-arrays'
import { studio } from '../../../client/studio-client'
import { readAnswer } from '../probes/ask-checkpoint'
import { examplePixels } from '../pictures/example-pixels'
import type { AskCheckpoint } from '../probes/use-asked'
import type { OwnPicture } from './own-picture-store'

export interface CompressionQuestion {
  readonly image: { readonly part: ImagePart } | OwnPicture
  readonly depths: readonly number[]
}

export interface Compressed {
  readonly question: CompressionQuestion
  readonly image: CompressedImage
  readonly codeSize: number
  readonly file: CompressionFacts['file']
  /** Tiles below one another: original, codes as they are, each depth. */
  readonly picture: ImageBitmap
  readonly sheet: ImageSheet
  /** Of the checkpoint. */
  readonly step: number
}

/** Without pictures. */
export const compressionFigures: AskCheckpoint<CompressionQuestion, Omit<Compressed, 'picture' | 'sheet'> & { readonly pictures: NamedArray | undefined }> = async ({ run, step }, question, caller) => {
  const { image, depths } = question
  const answer = await readAnswer(studio.inference.compress({ run, step, image, depths: [...depths], caller }))
  if (answer === null) return null
  const { figures, file } = compressionFactsSchema.parse(JSON.parse(answer.metadata['compression'] ?? 'null'))
  const [first] = figures.images
  if (first === undefined) throw new Error('The answer tells of no picture')
  return { question, image: first, codeSize: figures.codeSize, file, step: answer.step, pictures: answer.arrays['pictures'] }
}

export const compressPicture: AskCheckpoint<CompressionQuestion, Compressed> = async (place, question, caller) => {
  const answer = await compressionFigures(place, question, caller)
  if (answer === null) return null
  const { pictures, ...rest } = answer
  const [rows = 0, tileHeight = 0, tileWidth = 0] = pictures?.shape ?? []
  if (pictures === undefined || rows * tileHeight * tileWidth === 0) throw new Error('The answer has no pictures')
  const pixels = examplePixels(pictures.data, [rows * tileHeight, tileWidth, 1], [0, 255])
  return { ...rest, picture: await createImageBitmap(new ImageData(pixels, tileWidth, rows * tileHeight)), sheet: { tileWidth, tileHeight, columns: 1, rows } }
}
