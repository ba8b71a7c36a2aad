// The plot of rate and distortion, and the pictures beside it: what is drawn where, and from which tile.
import { expect, test } from 'vitest'
import type { CompressedImage, CompressionFigures } from '@shared/run/run-events'
import { valueBetween } from '../../../src-renderer/charts/value-between'
import { describeFile, recordedPictures } from '../../../src-renderer/panels/train/compression/shown-pictures'
import { nearestDepth, nearestRate, rateDistortionPane, rateExtent } from '../../../src-renderer/panels/train/compression/rate-distortion'
import type { RatedRun } from '../../../src-renderer/panels/train/compression/rate-distortion'

const rounded = (codeSize: number): CompressedImage['rounded'] => [1, 2, 4, 6].map((bits) => ({ bits, bitsPerPixel: (codeSize * bits) / 64, psnr: 10 + 3 * bits, ssim: bits / 8 }))
const run = (number: number, codeSize: number): RatedRun => ({ look: { id: `run0000${number}` as RatedRun['look']['id'], name: `run ${number}`, number, live: false }, figures: { codeSize, image: { rounded: rounded(codeSize) } } })
const jpeg: CompressedImage['jpeg'] = [
  { quality: 50, bitsPerPixel: 0.8, headerBitsPerPixel: 0.02, psnr: 33, ssim: 0.9 },
  { quality: 10, bitsPerPixel: 0.3, headerBitsPerPixel: 0.02, psnr: 28, ssim: null },
]
const image = (name: string): CompressedImage => ({ name, part: 'new', unrounded: { psnr: 30, ssim: 0.9 }, rounded: rounded(16), jpeg })

test('a line a run over its bit depths, named by its code, and one of JPEG in the order of its rates', () => {
  const pane = rateDistortionPane([run(1, 16), run(2, 8)], jpeg, 'ssim')
  expect(pane.title).toBe('SSIM')
  expect(pane.lines.map(({ name, xs, values, dots }) => [name, xs, values, dots])).toEqual([
    ['run 1, 16 values', [0.25, 0.5, 1, 1.5], [0.125, 0.25, 0.5, 0.75], true],
    ['run 2, 8 values', [0.125, 0.25, 0.5, 0.75], [0.125, 0.25, 0.5, 0.75], true],
    ['JPEG, whole files', [0.3, 0.8], [null, 0.9], true],
  ])
  expect(new Set(pane.lines.map(({ variable, dash }) => `${variable} ${dash.join()}`)).size).toBe(3)
  expect(rateExtent([run(1, 16), run(2, 8)])).toEqual([0, 1.5])
})

test('a place on the plot stands for the depth, and for the JPEG, of the nearest rate', () => {
  expect([nearestDepth(image('a'), 1.2), nearestDepth(image('a'), 0), nearestDepth({ rounded: [] }, 1)]).toEqual([4, 1, null])
  expect(nearestRate(jpeg, 0.6)?.quality).toBe(50)
})

test('between measurements the line is read, beyond them nothing', () => {
  const read = (x: number): number | null | undefined => valueBetween([1, 2, 4], [10, 20, null], x)
  expect([read(0.5), read(1), read(1.25), read(2), read(3), read(4), read(5)]).toEqual([undefined, 10, 12.5, 20, null, null, undefined])
})

test('pictures come from the row of their image, depths in the order asked for; where the sheet lacks one there are none', () => {
  const figures: CompressionFigures = { codeSize: 16, framePixels: 64, pictured: [6, 4], images: [image('a'), image('b')] }
  const sheet = { tileWidth: 256, tileHeight: 256, columns: 4, rows: 2 }
  const bitmap = { width: 1024, height: 512 } as ImageBitmap
  const shown = recordedPictures(bitmap, sheet, figures, 1, [4, 6])
  expect(shown?.map(({ title, tile, words }) => [title, tile, words.replace(/ · SSIM.*/, '')])).toEqual([
    ['Original', 4, '8 bits a pixel'],
    ['Compressed, codes not rounded', 5, 'PSNR 30.00 dB'],
    ['4 bits', 7, '1 bit a pixel · PSNR 22.00 dB'],
    ['6 bits', 6, '1.5 bits a pixel · PSNR 28.00 dB'],
  ])
  expect(recordedPictures(bitmap, sheet, figures, 1, [6, 2])).toBeNull()
  expect(recordedPictures(bitmap, sheet, figures, 2, [6, 4])).toBeNull()
})

test('what was done to a file is said', () => {
  const sheet = { tileWidth: 1024, tileHeight: 512, columns: 1, rows: 4 }
  expect(describeFile({ sheet, file: { width: 1024, height: 512, grey: true, transparent: false, sixteenBit: false } })).toBe('1024 × 512 pixels')
  expect(describeFile({ sheet, file: { width: 4000, height: 2000, grey: false, transparent: true, sixteenBit: true } })).toBe(
    '1024 × 512 pixels, 4000 × 2000 made smaller to 1024 × 512, colour made grey, transparent parts over white, 16 bits brought to 8',
  )
})
