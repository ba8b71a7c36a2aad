// Image compression by the real trainer: curves of whole pictures, the pictures with their figures, JPEG beside them.
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'
import { openService } from '../runs/run-fixtures'
import { smallCompression } from './small-compression'

test('a short run compresses the training image and a new one, and says how well', async () => {
  await using folder = await temporaryFolder()
  await using service = openService(folder.path)
  const { id } = service.runs.start({ experiment: smallCompression({ training: { epochs: 12 } }), templateId: null, engine: 'tensorflow' })
  expect(await service.ended(id)).toMatchObject({ status: 'finished', error: null })

  const names = ['PsnrTraining', 'PsnrNew', 'SsimTraining'].map((name) => `test/${name[0]?.toLowerCase()}${name.slice(1)}Image`).flatMap((name) => [name, `${name}6Bits`, `${name}4Bits`])
  const series = await service.runs.series(id, names, 100)
  const last = Object.fromEntries(series.map(({ name, values }) => [name, values.at(-1) ?? Number.NaN]))
  // PCA with 16 components reaches 29.9 and 28.1 dB; 756 steps come near.
  expect(last['test/psnrTrainingImage']).toBeGreaterThan(26)
  expect(last['test/psnrTrainingImage']).toBeLessThan(30)
  expect(last['test/psnrNewImage']).toBeGreaterThan(24)
  expect(last['test/psnrNewImage']).toBeLessThan(28.2)
  expect(last['test/psnrTrainingImage6Bits']).toBeGreaterThan((last['test/psnrTrainingImage'] ?? 0) - 0.5)
  expect(last['test/psnrTrainingImage4Bits']).toBeLessThan(last['test/psnrTrainingImage6Bits'] ?? 0)
  expect(last['test/ssimTrainingImage']).toBeGreaterThan(0.7)
  // The first test comes after an epoch: it has learned since.
  expect(last['test/psnrTrainingImage']).toBeGreaterThan(series.find(({ name }) => name === 'test/psnrTrainingImage')?.values[0] ?? 100)

  const events = service.runs.events(id)
  const artefact = events.flatMap(({ event }) => (event.kind === 'snapshot' ? event.artefacts : [])).findLast(({ kind }) => kind === 'compression')
  expect(artefact?.sheet).toEqual({ tileWidth: 256, tileHeight: 256, columns: 4, rows: 2 })
  const figures = artefact?.compression
  expect([figures?.codeSize, figures?.framePixels, figures?.pictured]).toEqual([16, 64, [6, 4]])
  expect(figures?.images.map(({ name, part }) => [name, part])).toEqual([
    ['Camera', 'training'],
    ['Astronaut', 'new'],
  ])
  const [camera] = figures?.images ?? []
  expect(camera?.rounded.map(({ bits, bitsPerPixel }) => [bits, bitsPerPixel])).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((bits) => [bits, bits / 4]))
  expect(camera?.unrounded.psnr).toBeCloseTo(last['test/psnrTrainingImage'] ?? 0, 3)
  expect(camera?.rounded[3]?.psnr).toBeCloseTo(last['test/psnrTrainingImage4Bits'] ?? 0, 3)

  // JPEG: rate and quality rise together, headers are a small part, and its figures are those of real files.
  const jpeg = camera?.jpeg ?? []
  const ascends = (values: readonly number[]): boolean => values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0))
  expect([ascends(jpeg.map(({ bitsPerPixel }) => bitsPerPixel)), ascends(jpeg.map(({ psnr }) => psnr ?? 0)), jpeg.length]).toEqual([true, true, 15])
  for (const { headerBitsPerPixel, bitsPerPixel } of jpeg) expect([headerBitsPerPixel > 0.01, headerBitsPerPixel < 0.06, headerBitsPerPixel < bitsPerPixel]).toEqual([true, true, true])

  // The sheet's pictures are what the figures speak of: the second tile against the first.
  const sheet = join(service.folders.path(id), artefact?.file ?? '')
  const tile = (column: number): Promise<Buffer> => sharp(sheet).extract({ left: 256 * column, top: 0, width: 256, height: 256 }).extractChannel(0).raw().toBuffer()
  const [original, compressed] = [await tile(0), await tile(1)]
  const squares = original.reduce((sum, value, at) => sum + (value - (compressed[at] ?? 0)) ** 2, 0)
  expect(10 * Math.log10((255 ** 2 * original.length) / squares)).toBeCloseTo(camera?.unrounded.psnr ?? 0, 3)
})
