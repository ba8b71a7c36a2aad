// Image compression: what it asks of networks and data, the noise it trains with, what is measured of whole pictures.
import { beforeAll, expect, test } from 'vitest'
import { quantisationStep } from '@shared/compression/quantise-code'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { everyMetric, runMetrics } from '@shared/experiment/run-metrics'
import { findDataset } from '@shared/datasets/catalogue'
import { imageCompression } from '@shared/recipes/image-compression'
import type { RecipeContext } from '@shared/recipes/recipe-definition'
import type { Tf } from '@shared/tensors/tf'
import { javascriptTf } from '../../main/engines/javascript-tf'
import { smallCompression } from '../../main/trainer/small-compression'

let tf: Tf
beforeAll(async () => {
  tf = await javascriptTf()
})

const problems = (...changes: Parameters<typeof smallCompression>): readonly (readonly [string, string])[] => analyseExperiment(smallCompression(...changes)).problems.map(({ code, severity }) => [code, severity])

test('networks of any sizes pass whose code is smaller than a frame and ends in tanh, in the last layer or at the output', () => {
  expect(problems()).toEqual([])
  expect(problems({ encoder: [['flatten', {}], ['dense', { units: 40, activation: 'relu' }], ['dense', { units: 63, activation: 'tanh' }], ['reshape', { target: [63] }]] })).toEqual([])
  expect(problems({ encoder: [['flatten', {}], ['dense', { units: 9 }], ['activation', { kind: 'tanh' }]] })).toEqual([])
  expect(problems({ side: 12, code: 5 })).toEqual([])
})

test('a code that is not bounded is refused by its last layer, and mended in one step', () => {
  const experiment = smallCompression({ activation: 'sigmoid' })
  const [problem] = analyseExperiment(experiment).problems
  expect(problem).toMatchObject({ code: 'code-not-bounded', severity: 'error', place: { network: 'encoder', node: 'dense-2' }, got: 'sigmoid' })
  expect(problem?.expected).toContain('tanh')
  expect(problem?.fixes).toEqual([{ label: 'Set tanh', edits: [{ kind: 'set-parameters', network: 'encoder', node: 'dense-2', parameters: { activation: 'tanh' } }] }])
})

test('a code that is not smaller than a frame is refused: nothing would be compressed', () => {
  expect(problems({ code: 64 })).toEqual([['code-not-smaller', 'error']])
  const [problem] = analyseExperiment(smallCompression({ code: 100 })).problems
  expect([problem?.expected, problem?.got]).toEqual(['fewer than 64 values, the pixels of a frame', '100 values, 100'])
})

test('points are refused, and what to choose instead is said', () => {
  const [problem] = analyseExperiment(smallCompression({ dataset: { id: 'two-moons', parameters: {} }, encoder: [['dense', { units: 1, activation: 'tanh' }]], decoder: [['dense', { units: 2, activation: 'linear' }]] })).problems
  expect(problem).toMatchObject({ code: 'data-not-grey-frames', got: 'points' })
  expect(problem?.fix).toContain('Image frames')
})

test('imported patches are compressed too where they are grey; of colour ones it is said what to import instead', () => {
  const patches = (channels: number) => {
    const stored = { id: 'a'.repeat(64), kind: 'image', shape: [8, 8, channels], storage: 'uint8', range: [0, 1], classes: null, count: 4096, folders: null }
    return analyseExperiment(smallCompression({ dataset: { id: 'own-data', parameters: { stored } }, decoder: [['dense', { units: 64 * channels, activation: 'linear' }], ['reshape', { target: [8, 8, channels] }]] })).problems
  }
  expect(patches(1)).toEqual([])
  expect(patches(3)).toMatchObject([{ code: 'data-not-grey-frames', got: 'frames of 8×8×3', fix: expect.stringContaining('grey patches') }])
})

test('frames that would not fit in memory, and testing on the training image, are told', () => {
  const dataset = findDataset('image-frames')
  const check = (settings: Record<string, unknown>): readonly (readonly [string, string])[] => dataset?.validate?.(dataset.parameters.parse(settings)).map(({ code, severity }) => [code, severity] as const) ?? []
  expect(check({})).toEqual([])
  expect(check({ side: 64, trainCount: 200_000 })).toEqual([['too-many-frames', 'error']])
  expect(check({ newImage: 'camera' })).toEqual([['tested-on-training-image', 'warning']])
  expect(dataset?.describe(dataset.parameters.parse({ side: 10 }))).toMatchObject({ testCount: 26 * 26, shape: [10, 10, 1], range: [-1, 1] })
})

test('noise in training is uniform and as wide as a step; without it the code goes on as it is', () => {
  const shown: number[][] = []
  const context = (noiseBits: number): RecipeContext<ReturnType<typeof imageCompression.parameters.parse>> => ({
    tf,
    parameters: imageCompression.parameters.parse({ noiseBits }),
    x: tf.zeros([1, 4]),
    scheduled: {},
    prepared: {},
    training: true,
    random: { normal: () => tf.zeros([1]), uniform: (_stream, shape) => tf.tensor([0, 0.75], [...shape]) },
    forward: (role, input) => {
      if (role === 'encoder') return { output: tf.tensor([0.5, -0.5], [1, 2]), exposed: {} }
      shown.push(Array.from(input.dataSync()))
      return { output: tf.zeros([1, 4]), exposed: {} }
    },
  })
  imageCompression.loss('model', context(0))
  imageCompression.loss('model', context(2))
  expect(shown).toEqual([
    [0.5, -0.5],
    [0.5 - quantisationStep(2) / 2, -0.5 + quantisationStep(2) / 4],
  ])
})

test('whole pictures are measured at the depths of the settings, for the pictures the data has', () => {
  const names = (settings: Record<string, number>, dataset: Parameters<typeof runMetrics>[2]): readonly string[] => runMetrics(imageCompression, imageCompression.parameters.parse(settings), dataset).map(({ name }) => name)
  const frames = { shape: [8, 8, 1], kind: 'image', trainCount: 1, testCount: 1, classes: null, storage: 'float32', range: [-1, 1] } as const
  const training = [{ name: 'Camera', part: 'training' }] as const
  expect(names({}, frames)).toEqual(['loss', 'squaredError', 'psnr', 'ssim'])
  expect(names({ bits: 5, coarseBits: 5 }, { ...frames, images: training }).slice(4)).toEqual(['psnrTrainingImage', 'psnrTrainingImage5Bits', 'ssimTrainingImage', 'ssimTrainingImage5Bits'])
  expect(everyMetric(imageCompression).map(({ name }) => name)).toEqual(expect.arrayContaining(['psnrNewImage', 'psnrNewImage6Bits', 'ssimTrainingImage4Bits']))
})
