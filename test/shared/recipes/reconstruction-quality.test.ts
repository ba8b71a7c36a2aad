// Quality figures of reconstructions against their closed forms and scikit-image, and which of them a dataset allows.
import { beforeAll, expect, test } from 'vitest'
import { qualityMetrics, reconstructionQuality } from '@shared/recipes/parts/reconstruction-quality'
import { structuralSimilarity } from '@shared/recipes/parts/structural-similarity'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { javascriptTf } from '../../main/engines/javascript-tf'

let tf: Tf
beforeAll(async () => {
  tf = await javascriptTf()
})

const [HEIGHT, WIDTH] = [14, 12]
const image = { kind: 'image', shape: [HEIGHT, WIDTH, 1], range: [0, 1] } as const

/** A wave, and the same with a disturbance, clipped to [0, 1]. */
function pair(height = HEIGHT, width = WIDTH): { readonly clean: Tensor; readonly worse: Tensor } {
  const wave = (row: number, column: number): number => 0.5 + 0.5 * Math.sin(0.7 * row + 0.3 * column)
  const places = Array.from({ length: height * width }, (_, place): [number, number] => [Math.floor(place / width), place % width])
  const clean = places.map(([row, column]) => wave(row, column))
  const worse = places.map(([row, column]) => Math.min(1, Math.max(0, wave(row, column) + 0.2 * Math.cos(1.3 * row * column))))
  return { clean: tf.tensor(clean, [1, height, width, 1]), worse: tf.tensor(worse, [1, height, width, 1]) }
}

function first(tensor: Tensor | undefined): number {
  return tensor?.dataSync()[0] ?? Number.NaN
}

test('SSIM is scikit-image’s with the authors’ Gaussian window, also where the window must shrink, and 1 for the same image', () => {
  const { clean, worse } = pair()
  // skimage.metrics.structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1), 0.26
  expect(first(structuralSimilarity(tf, clean, worse, 1))).toBeCloseTo(0.92327, 4)
  expect(first(structuralSimilarity(tf, clean, clean, 1))).toBeCloseTo(1, 5)
  const small = pair(8, 8)
  // 7 by 7, summed place by place in NumPy.
  expect(first(structuralSimilarity(tf, small.clean, small.worse, 1))).toBeCloseTo(0.91107, 4)
})

test('SSIM of a colour image is the mean over its channels, and each image of a batch has its own', () => {
  const { clean, worse } = pair()
  const colour = (a: Tensor, b: Tensor, c: Tensor): Tensor => tf.concat([a, b, c], 3)
  const [found, same] = structuralSimilarity(tf, tf.concat([colour(clean, clean, worse), colour(worse, clean, worse)], 0), tf.concat([colour(worse, clean, worse), colour(worse, clean, worse)], 0), 1).dataSync()
  expect(found).toBeCloseTo((0.92327 + 2) / 3, 4)
  expect(same).toBeCloseTo(1, 5)
})

test('squared error is summed, PSNR is of the mean, cross-entropy is of probabilities or of logits', () => {
  const { clean, worse } = pair()
  const quality = reconstructionQuality(tf, image, clean, { output: worse })
  expect(first(quality['squaredError'])).toBeCloseTo(2.81866, 4)
  expect(first(quality['psnr'])).toBeCloseTo(17.75266, 4)
  expect(first(quality['crossEntropy'])).toBeCloseTo(95.1433, 2)
  const logits = tf.log(tf.div(tf.clipByValue(worse, 1e-5, 1 - 1e-5), tf.sub(1, tf.clipByValue(worse, 1e-5, 1 - 1e-5))))
  const soft = tf.sigmoid(logits)
  const [byLogits, byProbabilities] = [reconstructionQuality(tf, image, clean, { output: soft, logits }), reconstructionQuality(tf, image, clean, { output: soft })]
  expect(first(byLogits['crossEntropy'])).toBeCloseTo(first(byProbabilities['crossEntropy']), 2)
  expect(first(reconstructionQuality(tf, image, clean, { output: clean })['psnr'])).toBeCloseTo(100, 3)
})

test('what is measured is what is named: all of an image in [0, 1], squared error alone of points', () => {
  const { clean, worse } = pair()
  expect(Object.keys(reconstructionQuality(tf, image, clean, { output: worse })).sort()).toEqual(qualityMetrics(image).map(({ name }) => name).sort())
  const points = { kind: 'points', shape: [2], range: null } as const
  expect(Object.keys(reconstructionQuality(tf, points, tf.zeros([3, 2]), { output: tf.ones([3, 2]) }))).toEqual(['squaredError'])
  expect(qualityMetrics(points).map(({ name }) => name)).toEqual(['squaredError'])
  // Between −1 and 1 values are no probabilities, and the peak is 2.
  const signed = { ...image, range: [-1, 1] } as const
  expect(Object.keys(reconstructionQuality(tf, signed, clean, { output: worse }))).toEqual(['squaredError', 'psnr', 'ssim'])
  expect(first(reconstructionQuality(tf, signed, clean, { output: worse })['psnr'])).toBeCloseTo(17.75266 + 20 * Math.log10(2), 3)
})
