// The pictures beside one another: original, codes as they are, and two bit depths; from the snapshot at the clock, or as a checkpoint answered.
import type { CompressedImage, CompressionFigures, ImageSheet } from '@shared/run/run-events'
import type { Compressed } from './ask-compression'

export interface ShownPicture {
  readonly title: string
  readonly picture: ImageBitmap
  readonly sheet: ImageSheet
  readonly tile: number
  /** Of a depth; null for the original and for codes as they are. */
  readonly bitsPerPixel: number | null
  /** Null for the original. */
  readonly quality: { readonly psnr: number | null; readonly ssim: number | null } | null
}

interface Source {
  readonly picture: ImageBitmap
  readonly sheet: ImageSheet
  /** Of the original; codes as they are come next. */
  readonly first: number
  readonly depths: readonly number[]
  readonly image: CompressedImage
}

function picturesOf({ picture, sheet, first, depths, image }: Source): ShownPicture[] {
  const one = (title: string, place: number, point: { readonly psnr: number | null; readonly ssim: number | null; readonly bitsPerPixel?: number } | null): ShownPicture => ({
    title,
    picture,
    sheet,
    tile: first + place,
    bitsPerPixel: point?.bitsPerPixel ?? null,
    quality: point,
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
export function recordedPictures(picture: ImageBitmap, sheet: ImageSheet, figures: CompressionFigures, row: number, depths: readonly number[]): readonly ShownPicture[] | null {
  const image = figures.images[row]
  if (image === undefined || depths.some((bits) => !figures.pictured.includes(bits))) return null
  const all = picturesOf({ picture, sheet, first: row * sheet.columns, depths: figures.pictured, image })
  return [...all.slice(0, 2), ...depths.flatMap((bits) => all[2 + figures.pictured.indexOf(bits)] ?? [])]
}

export function answeredPictures({ picture, sheet, question, image }: Compressed): readonly ShownPicture[] {
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
