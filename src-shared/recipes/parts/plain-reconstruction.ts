// What autoencoders with a deterministic code share: the loss that compares with the example, its metrics, drawing, needs and checks.
import { z } from 'zod'
import type { NetworkAnalysis } from '../../graph/analyse-network'
import type { Problem } from '../../problem'
import { formatShape, sizeOf } from '../../tensors/shape'
import type { Tensor } from '../../tensors/tf'
import type { ForwardResult, MetricDefinition, RecipeContext, RecipeValidationContext } from '../recipe-definition'
import type { DrawnLoss, RoleNeed } from '../recipe-drawing'
import { checkProbabilities, checkReconstructionShape, decoderNeeds } from './decoder-checks'
import { dataTensor, decodedTensor, exposedTensor, modelPlayer } from './encoder-decoder'
import { crossEntropyFromLogits, squaredError } from './reconstruction-terms'

export const plainParameters = z.object({
  loss: z.enum(['squared-error', 'cross-entropy']).default('squared-error').meta({
    title: 'Loss',
    description: 'Squared error suits any data. Cross-entropy reads outputs as probabilities: it needs data in [0, 1] and a sigmoid at the end.',
    labels: { 'squared-error': 'Squared error', 'cross-entropy': 'Cross-entropy' },
  }),
})
type PlainParameters = z.output<typeof plainParameters>
type Loss = PlainParameters['loss']

/** ℓ in formulas. */
export const plainFormula =
  '\\text{squared error: } \\ell = \\sum_i (x_i - \\hat{x}_i)^2 \\\\ ' + '\\text{cross-entropy: } \\ell = \\sum_i \\ln(1 + e^{l_i}) - x_i l_i, \\quad \\hat{x} = \\sigma(l)'

export interface PlainTerms {
  readonly encoded: ForwardResult
  readonly decoded: ForwardResult
  /** What is minimised of each example, `[batch]`. */
  readonly reconstruction: Tensor
  /** `[batch]`; the same tensor where the loss is the squared error. */
  readonly squared: Tensor
}

/** @param shown what the encoder sees; the output is compared with the example itself. */
export function plainTerms(context: RecipeContext<PlainParameters>, shown: Tensor = context.x): PlainTerms {
  const { tf, x } = context
  const encoded = context.forward('encoder', shown)
  const decoded = context.forward('decoder', encoded.output)
  const squared = squaredError(tf, x, decoded.output)
  const reconstruction = context.parameters.loss === 'squared-error' ? squared : crossEntropyFromLogits(tf, x, exposedTensor(decoded.exposed, 'preActivation', 'decoder'))
  return { encoded, decoded, reconstruction, squared }
}

export function plainMetrics(loss: Loss): readonly MetricDefinition[] {
  const unit = loss === 'squared-error' ? 'squared error' : 'nats'
  return [
    { name: 'loss', title: 'Loss', unit, better: 'lower', splits: ['train', 'test'], group: 'Loss' },
    { name: 'reconstruction', title: 'Reconstruction', unit, better: 'lower', splits: ['train', 'test'], group: 'Reconstruction' },
    { name: 'squaredError', title: 'Squared error', unit: 'squared error', better: 'lower', splits: ['train', 'test'], group: 'Squared error' },
  ]
}

export function plainLoss(loss: Loss): DrawnLoss {
  return {
    id: 'reconstruction',
    title: loss === 'squared-error' ? 'Squared error' : 'Cross-entropy',
    formula: loss === 'squared-error' ? '\\sum_i (x_i - \\hat{x}_i)^2' : '-\\sum_i x_i \\ln \\hat{x}_i + (1 - x_i) \\ln(1 - \\hat{x}_i)',
    inputs: [dataTensor, decodedTensor],
    players: [modelPlayer.id],
  }
}

type Validation = Pick<RecipeValidationContext<PlainParameters>, 'parameters' | 'dataset' | 'networks'>

export function plainNeeds({ parameters: { loss }, dataset }: Validation): readonly RoleNeed[] {
  return decoderNeeds(dataset, loss === 'cross-entropy')
}

/** @param path of the setting that chooses the loss. */
export function checkPlain({ parameters: { loss }, dataset, networks }: Validation, path = 'recipe.parameters.loss'): readonly Problem[] {
  const problems = [...checkReconstructionShape(networks['decoder'], dataset), ...checkDeterministicCode(networks['encoder'])]
  if (loss === 'cross-entropy') {
    const setting = { path, alternative: 'squared-error', alternativeTitle: 'squared error' }
    problems.push(...checkProbabilities({ title: 'Cross-entropy', setting }, networks['decoder'], dataset))
  }
  return problems
}

function checkDeterministicCode(encoder: NetworkAnalysis | undefined): readonly Problem[] {
  const sampler = encoder?.network.nodes.find((node) => node.type === 'gaussian-latent')
  if (encoder === undefined || sampler === undefined) return []
  return [
    {
      code: 'latent-without-divergence',
      severity: 'warning',
      place: { network: encoder.network.id, node: sampler.id },
      title: 'Sample z in a plain autoencoder',
      expected: 'a deterministic code: nothing here keeps the code near a standard normal',
      got: 'a Sample z layer',
      fix: 'Choose the recipe Variational autoencoder, or take Sample z out',
    },
  ]
}

/** Where nothing but its size keeps a code from copying the example. */
export function checkBottleneck({ dataset, networks }: Validation): readonly Problem[] {
  const encoder = networks['encoder']
  if (encoder === undefined || encoder.outputShape === null || encoder.problems.some(({ severity }) => severity === 'error')) return []
  const [code, example] = [sizeOf(encoder.outputShape), sizeOf(dataset.shape)]
  if (code <= example) return []
  const output = encoder.network.nodes.find((node) => node.type === 'output')
  return [
    {
      code: 'code-larger-than-example',
      severity: 'warning',
      place: { network: encoder.network.id, ...(output === undefined ? {} : { node: output.id }) },
      title: `The code of ${encoder.network.name} is larger than an example`,
      expected: `at most ${example} values, better far fewer: otherwise the network may copy its input and learn nothing`,
      got: `${code} values, ${formatShape(encoder.outputShape)}`,
      fix: 'End the encoder with a smaller layer, or choose the recipe Denoising autoencoder or Sparse autoencoder, which learn from larger codes too',
    },
  ]
}
