// How good reconstructions are, whatever was minimised to get them: the figures every recipe that reconstructs gives on test data.
// Squared error for any data; cross-entropy where values lie in [0, 1]; peak signal-to-noise ratio and structural similarity for
// images whose range is known. All of each example on its own, in the data's own values.
import type { DatasetDescription } from '../../datasets/dataset-definition'
import type { NamedTensors, Tensor, Tf } from '../../tensors/tf'
import type { MetricDefinition, Reconstruction } from '../recipe-definition'
import { crossEntropyFromLogits, crossEntropyFromProbabilities, squaredError } from './reconstruction-terms'
import { structuralSimilarity } from './structural-similarity'

/** A perfect reconstruction has no noise; its ratio is given as 100 dB. */
const LEAST_MEAN_SQUARE = 1e-10

const squaredErrorMetric: MetricDefinition = { name: 'squaredError', title: 'Squared error', unit: 'squared error', better: 'lower', splits: ['test'], group: 'Squared error' }
const crossEntropyMetric: MetricDefinition = { name: 'crossEntropy', title: 'Cross-entropy', unit: 'nats', better: 'lower', splits: ['test'], group: 'Cross-entropy' }
const psnrMetric: MetricDefinition = { name: 'psnr', title: 'PSNR', unit: 'dB', better: 'higher', splits: ['test'], group: 'PSNR' }
const ssimMetric: MetricDefinition = { name: 'ssim', title: 'SSIM', unit: 'of 1', better: 'higher', splits: ['test'], group: 'SSIM' }

type Measured = Pick<DatasetDescription, 'kind' | 'range' | 'shape'>

/** What can be said of a dataset's reconstructions; all there is where the dataset is not known. */
export function qualityMetrics(dataset: Measured | null | undefined): readonly MetricDefinition[] {
  const probabilities = dataset === null || dataset === undefined || inUnitRange(dataset)
  const images = dataset === null || dataset === undefined || imagePeak(dataset) !== null
  return [squaredErrorMetric, ...(probabilities ? [crossEntropyMetric] : []), ...(images ? [psnrMetric, ssimMetric] : [])]
}

/**
 * @param x what should have come out, `[batch, ...shape]`.
 * @returns `[batch]` each, by name: those of `qualityMetrics`. PSNR is 10 log₁₀(peak² / mean squared error), the mean of each example's own.
 */
export function reconstructionQuality(tf: Tf, dataset: Measured, x: Tensor, { output, logits }: Reconstruction): NamedTensors {
  const squared = squaredError(tf, x, output)
  const quality: Record<string, Tensor> = { squaredError: squared }
  if (inUnitRange(dataset)) quality['crossEntropy'] = logits === undefined ? crossEntropyFromProbabilities(tf, x, output) : crossEntropyFromLogits(tf, x, logits)
  const peak = imagePeak(dataset)
  if (peak !== null) {
    const values = x.size / (x.shape[0] ?? 1)
    quality['psnr'] = tf.mul(tf.log(tf.div(peak ** 2, tf.maximum(tf.div(squared, values), LEAST_MEAN_SQUARE))), 10 / Math.LN10)
    // It compares local means as light, from black at 0.
    const black = dataset.range?.[0] ?? 0
    quality['ssim'] = black === 0 ? structuralSimilarity(tf, x, output, peak) : structuralSimilarity(tf, tf.sub(x, black), tf.sub(output, black), peak)
  }
  return quality
}

function inUnitRange({ range }: Measured): boolean {
  return range !== null && range[0] >= 0 && range[1] <= 1
}

function imagePeak({ kind, range, shape }: Measured): number | null {
  return kind === 'image' && shape.length === 3 && range !== null ? range[1] - range[0] : null
}
