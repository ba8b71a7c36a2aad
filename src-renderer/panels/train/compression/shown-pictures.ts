// The pictures beside one another: original, codes as they are, and two bit depths; from the snapshot at the clock, or as a checkpoint answered.
import type { CompressedImage, CompressionFigures, ImageSheet } from '@shared/run/run-events'
import { describeQuality, type PictureQuality } from '../pictures/describe-quality'
import type { FigurePicture } from '../pictures/picture-figures.vue'
import type { Compressed } from './ask-compression'

interface Source {
  readonly picture: ImageBitmap
  readonly sheet: ImageSheet
  /** Of the original; codes as they are come next. */
  readonly first: number
  readonly depths: readonly number[]
  readonly image: CompressedImage
}

function rate(bitsPerPixel: number): string {
  return `${Number(bitsPerPixel.toFixed(3))} ${bitsPerPixel === 1 ? 'bit' : 'bits'} a pixel`
}

function picturesOf({ picture, sheet, first, depths, image }: Source): FigurePicture[] {
  const one = (title: string, place: number, point: (PictureQuality & { readonly bitsPerPixel?: number }) | null): FigurePicture => ({
    title,
    picture,
    sheet,
    tile: first + place,
    words: point === null ? '8 bits a pixel' : [...(point.bitsPerPixel === undefined ? [] : [rate(point.bitsPerPixel)]), describeQuality(point)].join(' · '),
  })
  return [
    one('Original', 0, null),
    one('Compressed, codes not rounded', 1, image.unrounded),
    ...depths.flatMap((bits, index) => {
      const point = image.rounded.find((each) => each.bits === bits)
      return point === undefined ? [] : [one(bits === 1 ? '1 bit' : `${bits} bits`, 2 + index, point)]
    }),
  ]
}

/** @param row of the image on the sheet. @param depths those to show; null where the snapshot lacks one. */
export function recordedPictures(picture: ImageBitmap, sheet: ImageSheet, figures: CompressionFigures, row: number, depths: readonly number[]): readonly FigurePicture[] | null {
  const image = figures.images[row]
  if (image === undefined || depths.some((bits) => !figures.pictured.includes(bits))) return null
  const all = picturesOf({ picture, sheet, first: row * sheet.columns, depths: figures.pictured, image })
  return [...all.slice(0, 2), ...depths.flatMap((bits) => all[2 + figures.pictured.indexOf(bits)] ?? [])]
}

export function answeredPictures({ picture, sheet, question, image }: Compressed): readonly FigurePicture[] {
  return picturesOf({ picture, sheet, first: 0, depths: question.depths, image })
}

/** What was done to a person's file before it was compressed, in words. */
export function describeFile({ file, sheet }: Pick<Compressed, 'file' | 'sheet'>): string {
  if (file === null) return ''
  const done = [
    ...(file.width === sheet.tileWidth && file.height === sheet.tileHeight ? [] : [`${file.width} × ${file.height} made smaller to ${sheet.tileWidth} × ${sheet.tileHeight}`]),
    ...(file.grey ? [] : ['colour made grey']),
    ...(file.transparent ? ['transparent parts over white'] : []),
    ...(file.sixteenBit ? ['16 bits brought to 8'] : []),
  ]
  return [`${sheet.tileWidth} × ${sheet.tileHeight} pixels`, ...done].join(', ')
}
