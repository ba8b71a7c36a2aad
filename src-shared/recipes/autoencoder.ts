// The plain autoencoder: squeeze an example through a small code and ask for it back.
// Rumelhart, Hinton and Williams 1986; deep: Hinton and Salakhutdinov 2006, Science 313, 504.
import { z } from 'zod'
import type { Problem } from '../problem'
import { checkProbabilities, checkReconstructionShape, decoderNeeds } from './parts/decoder-checks'
import { dataTensor, decodedTensor, decoderRole, encoderRole, exposedTensor, modelPlayer, withLogits } from './parts/encoder-decoder'
import { crossEntropyFromLogits, squaredError } from './parts/reconstruction-terms'
import { defineRecipe, type ForwardResult, type RecipeContext } from './recipe-definition'

const parameters = z.object({
  loss: z.enum(['squared-error', 'cross-entropy']).default('squared-error').meta({
    title: 'Loss',
    description: 'Squared error suits any data. Cross-entropy reads outputs as probabilities: it needs data in [0, 1] and a sigmoid at the end.',
    labels: { 'squared-error': 'Squared error', 'cross-entropy': 'Cross-entropy' },
  }),
})

type Context = RecipeContext<z.output<typeof parameters>>

function reconstruct(context: Context): ForwardResult {
  return context.forward('decoder', context.forward('encoder', context.x).output)
}

/** `[batch]` each. */
function terms(context: Context): { readonly reconstruction: ReturnType<typeof squaredError>; readonly squared: ReturnType<typeof squaredError> } {
  const { tf, x } = context
  const decoded = reconstruct(context)
  const squared = squaredError(tf, x, decoded.output)
  if (context.parameters.loss === 'squared-error') return { reconstruction: squared, squared }
  return { reconstruction: crossEntropyFromLogits(tf, x, exposedTensor(decoded.exposed, 'preActivation', 'decoder')), squared }
}

export const autoencoder = defineRecipe({
  id: 'autoencoder',
  title: 'Autoencoder',
  help: {
    text:
      'The encoder squeezes an example into a code, the decoder rebuilds the example from the code, and both learn to make the rebuilt one like the original. ' +
      'Because the code is small, it must keep what matters. With linear layers and squared error it finds the same plane as principal component analysis.',
    formula:
      'L = \\frac{1}{B} \\sum_{b=1}^{B} \\ell(x_b, \\hat{x}_b), \\quad \\hat{x} = \\mathrm{dec}(\\mathrm{enc}(x)) \\\\ ' +
      '\\text{squared error: } \\ell = \\sum_i (x_i - \\hat{x}_i)^2 \\\\ ' +
      '\\text{cross-entropy: } \\ell = \\sum_i \\ln(1 + e^{l_i}) - x_i l_i, \\quad \\hat{x} = \\sigma(l)',
    source: 'Hinton and Salakhutdinov 2006, Reducing the Dimensionality of Data with Neural Networks, Science 313, 504–507',
  },
  parameters,
  roles: [encoderRole('z = enc(x)'), decoderRole('x̂ = dec(z)')],
  players: [modelPlayer],
  metrics: ({ loss }) => {
    const unit = loss === 'squared-error' ? 'squared error' : 'nats'
    return [
      { name: 'loss', title: 'Loss', unit, better: 'lower', splits: ['train', 'test'], group: 'Loss' },
      { name: 'reconstruction', title: 'Reconstruction', unit, better: 'lower', splits: ['train', 'test'], group: 'Reconstruction' },
      { name: 'squaredError', title: 'Squared error', unit: 'squared error', better: 'lower', splits: ['train', 'test'], group: 'Squared error' },
    ]
  },
  primaryMetric: 'test/loss',
  drawing: ({ loss }) => ({
    flows: [],
    losses: [
      {
        id: 'reconstruction',
        title: loss === 'squared-error' ? 'Squared error' : 'Cross-entropy',
        formula: loss === 'squared-error' ? '\\sum_i (x_i - \\hat{x}_i)^2' : '-\\sum_i x_i \\ln \\hat{x}_i + (1 - x_i) \\ln(1 - \\hat{x}_i)',
        inputs: [dataTensor, decodedTensor],
        players: [modelPlayer.id],
      },
    ],
  }),
  needs: ({ parameters: { loss }, dataset }) => decoderNeeds(dataset, loss === 'cross-entropy'),
  validate: ({ parameters: { loss }, dataset, networks }): readonly Problem[] => {
    const problems = [...checkReconstructionShape(networks['decoder'], dataset)]
    if (loss === 'cross-entropy') {
      const setting = { path: 'recipe.parameters.loss', alternative: 'squared-error', alternativeTitle: 'squared error' }
      problems.push(...checkProbabilities({ title: 'Cross-entropy', setting }, networks['decoder'], dataset))
    }
    const encoder = networks['encoder']
    const sampler = encoder?.network.nodes.find((node) => node.type === 'gaussian-latent')
    if (encoder !== undefined && sampler !== undefined) {
      problems.push({
        code: 'latent-without-divergence',
        severity: 'warning',
        place: { network: encoder.network.id, node: sampler.id },
        title: 'Sample z in a plain autoencoder',
        expected: 'a deterministic code: nothing here keeps the code near a standard normal',
        got: 'a Sample z layer',
        fix: 'Choose the recipe Variational autoencoder, or take Sample z out',
      })
    }
    return problems
  },
  schedule: () => ({}),
  loss: (_player, context) => {
    const { tf } = context
    const { reconstruction, squared } = terms(context)
    const loss = tf.mean(reconstruction)
    return { loss, metrics: { loss, reconstruction: loss, squaredError: squared === reconstruction ? loss : tf.mean(squared) } }
  },
  evaluate: (context) => {
    const { reconstruction } = terms(context)
    return { loss: reconstruction, reconstruction }
  },
  reconstruct: (context) => withLogits(reconstruct(context), context.parameters.loss === 'cross-entropy'),
  latentShape: (networks) => networks['encoder']?.outputShape ?? undefined,
  encode: (context) => context.forward('encoder', context.x).output,
  decode: (context, latent) => context.forward('decoder', latent).output,
  sampling: 'code-statistics',
})
