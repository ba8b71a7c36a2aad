// Whole pictures asked of a checkpoint: the dataset's own equal what the trainer kept, a person's come in any form, and what cannot be
// compressed is refused in words.
import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { quantiseCodes } from '@shared/compression/quantise-code'
import { compressionFactsSchema, MOST_PICTURE_SIDE, type CompressionFacts } from '@shared/contract/inference'
import type { RunId } from '@shared/run/run-events'
import type { NamedArray } from '@shared/tensors/named-arrays'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder'
import { smallCompression } from '../trainer/small-compression'
import { smallExperiment } from '../trainer/small-experiments'
import { faultOf, openDesk, type TestDesk } from './inference-fixtures'

let folder: TemporaryFolder
let opened: TestDesk
let run: RunId
let points: RunId

beforeAll(async () => {
  folder = await temporaryFolder()
  opened = openDesk(folder.path)
  run = await opened.train(smallCompression({ training: { epochs: 2 } }))
  points = await opened.train(smallExperiment({ training: { epochs: 1 } }))
})
afterAll(async () => {
  await opened[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

type Image = Parameters<TestDesk['desk']['compress']>[0]['image']

async function compress(image: Image, depths: number[] = []): Promise<CompressionFacts & { readonly pictures: NamedArray }> {
  const answer = await opened.desk.compress({ run, step: 'latest', image, depths })
  if (answer.kind !== 'done') throw new Error(answer.kind)
  const { arrays, metadata } = decodeSafetensors(new Uint8Array(await answer.arrays.arrayBuffer()))
  const { pictures } = arrays
  if (pictures === undefined) throw new Error('no pictures')
  return { ...compressionFactsSchema.parse(JSON.parse(metadata['compression'] ?? '')), pictures }
}

/** A slope with a wave on it, so that neither side nor direction can be mixed up. */
function picture(width: number, height: number, channels: 1 | 3 | 4 = 1): Buffer {
  const values = Uint8Array.from({ length: width * height * channels }, (_, at) => {
    const [channel, pixel] = [at % channels, Math.floor(at / channels)]
    const [row, column] = [Math.floor(pixel / width), pixel % width]
    return channel === 3 ? (column < width / 2 ? 0 : 255) : Math.round(100 + (100 * row) / height + 30 * Math.sin(column / 5)) - 20 * channel
  })
  return Buffer.from(values)
}
const png = async (width: number, height: number, channels: 1 | 3 | 4 = 1): Promise<Buffer> => sharp(picture(width, height, channels), { raw: { width, height, channels } }).toColourspace(channels === 1 ? 'b-w' : 'srgb').png().toBuffer()
const own = (file: Buffer, name = 'own.png'): Image => ({ name, file: file.toString('base64') })

test('a picture of the dataset comes as the trainer kept it, at other depths too', async () => {
  const kept = opened.service.runs.events(run).flatMap(({ event }) => (event.kind === 'snapshot' ? event.artefacts : [])).findLast(({ kind }) => kind === 'compression')
  const { figures, file, pictures } = await compress({ part: 'new' }, [4, 3])
  expect([file, pictures.shape, figures.pictured, figures.codeSize]).toEqual([null, [4, 256, 256], [4, 3], 16])
  const [image] = figures.images
  const recorded = kept?.compression?.images[1]
  // Graphs of other batch sizes round otherwise, so that a pixel here and there is another grey.
  expect(image?.name).toBe('Astronaut')
  expect(image?.unrounded.psnr).toBeCloseTo(recorded?.unrounded.psnr ?? 0, 2)
  expect(image?.jpeg).toEqual(recorded?.jpeg.map((point) => ({ ...point, psnr: expect.closeTo(point.psnr ?? 0, 3), ssim: expect.closeTo(point.ssim ?? 0, 4) })))
  const sheet = await sharp(join(opened.service.folders.path(run), kept?.file ?? '')).extract({ left: 256 * 3, top: 256, width: 256, height: 256 }).extractChannel(0).raw().toBuffer()
  const far = sheet.filter((value, at) => Math.abs(value - (pictures.data[2 * 65_536 + at] ?? 0)) > 1)
  expect(far.length).toBeLessThan(400)
  expect((image?.rounded[2]?.psnr ?? 0) < (image?.rounded[3]?.psnr ?? 0)).toBe(true)
})

test('codes are rounded between encoding and decoding, by the levels that were promised', async () => {
  const frame = await png(8, 8)
  const { pictures } = await compress(own(frame), [2])
  const original = Float32Array.from(pictures.data.subarray(0, 64), (value) => value / 127.5 - 1)
  const text = (name: string, shape: number[], data: Float32Array): Promise<string> => import('@shared/tensors/array-text').then(({ arraysToText }) => arraysToText({ [name]: { dtype: 'float32', shape, data } }))
  const ask = async (asked: ReturnType<TestDesk['desk']['decode']>, name: string): Promise<Float32Array> => {
    const answer = await asked
    if (answer.kind !== 'done') throw new Error(answer.kind)
    return Float32Array.from(decodeSafetensors(new Uint8Array(await answer.arrays.arrayBuffer())).arrays[name]?.data ?? [])
  }
  const codes = await ask(opened.desk.encode({ run, step: 'latest', source: { arrays: await text('x', [1, 8, 8, 1], original) } }), 'z')
  const decoded = await ask(opened.desk.decode({ run, step: 'latest', arrays: await text('z', [1, 16], quantiseCodes(codes, 2)) }), 'output')
  const bytes = decoded.map((value) => Math.max(0, Math.min(255, Math.round((value + 1) * 127.5))))
  pictures.data.subarray(128, 192).forEach((value, at) => expect(Math.abs(value - (bytes[at] ?? 0))).toBeLessThanOrEqual(1))
})

test('colour becomes grey, transparent parts lie over white, sixteen bits become eight, and it is said', async () => {
  const deep = await sharp(picture(40, 24, 3), { raw: { width: 40, height: 24, channels: 3 } }).toColourspace('rgb16').png().toBuffer()
  expect((await compress(own(deep))).file).toMatchObject({ width: 40, height: 24, grey: false, sixteenBit: true })
  const clear = await compress(own(await png(40, 24, 4)))
  expect(clear.file).toMatchObject({ grey: false, transparent: true, sixteenBit: false })
  expect([clear.pictures.shape, clear.pictures.data[0], clear.pictures.data[39] === 255]).toEqual([[2, 24, 40], 255, false])
  const grey = await compress(own(await png(40, 24)))
  expect([grey.file, [...grey.pictures.data.subarray(0, 40 * 24)]]).toEqual([{ width: 40, height: 24, grey: true, transparent: false, sixteenBit: false }, [...picture(40, 24)]])
})

test('frames that do not divide a picture, and pictures larger than fits, are handled; figures come of the picture alone', async () => {
  const odd = await compress(own(await png(37, 21)), [8])
  expect(odd.pictures.shape).toEqual([3, 21, 37])
  const squares = Array.from(odd.pictures.data.subarray(37 * 21, 2 * 37 * 21)).reduce((sum, value, at) => sum + (value - (odd.pictures.data[at] ?? 0)) ** 2, 0)
  expect(odd.figures.images[0]?.unrounded.psnr).toBeCloseTo(10 * Math.log10((255 ** 2 * 37 * 21) / squares), 2)
  const large = await compress(own(await png(1500, 90)))
  expect([large.file?.width, large.pictures.shape]).toEqual([1500, [2, Math.round((90 * MOST_PICTURE_SIDE) / 1500), MOST_PICTURE_SIDE]])
})

test('what is no image, damaged, a bomb or smaller than a frame is refused by name; so is a run that rounds no codes', async () => {
  const ask = (image: Image, of = run) => faultOf(opened.desk.compress({ run: of, step: 'latest', image, depths: [] }))
  const bomb = await sharp({ create: { width: 9000, height: 8000, channels: 3, background: 'red' } }).png().toBuffer()
  const whole = await png(64, 64)
  const faults = await Promise.all([
    ask(own(Buffer.from('{"no":"image"}'), 'letter.png')),
    ask(own(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'), 'drawing.svg')),
    ask(own(whole.subarray(0, whole.length / 2), 'half.png')),
    ask(own(bomb, 'bomb.png')),
    ask(own(await png(7, 40), 'slim.png')),
    ask(own(whole), points),
  ])
  expect(faults.map(({ code }) => code)).toEqual(['picture-not-decoded', 'picture-not-decoded', 'picture-not-decoded', 'picture-not-decoded', 'picture-smaller-than-frame', 'recipe-without-rounding'])
  for (const [index, word] of ['letter.png', 'drawing.svg', 'half.png', '64 million pixels', '7 × 40', 'Image compression'].entries()) expect(faults[index]?.words).toContain(word)
  // The process goes on.
  expect((await compress(own(whole))).pictures.shape).toEqual([2, 64, 64])
})

test('of several questions of one caller the newest is answered, those passed over are told', async () => {
  const image = own(await png(64, 64))
  const asked = [1, 2, 3].map((bits) => opened.desk.compress({ run, step: 'latest', image, depths: [bits], caller: 'view' }))
  const kinds = (await Promise.all(asked)).map(({ kind }) => kind)
  expect([kinds.includes('superseded'), kinds.at(-1)]).toEqual([true, 'done'])
})
