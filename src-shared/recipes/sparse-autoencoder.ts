// The sparse autoencoder: a code that may be large, of which each example uses little.
// L1: Olshausen and Field 1996, Nature 381; KL of mean activations: Lee, Ekanadham and Ng 2008, and Ng 2011, CS294A lecture notes.
import { z } from 'zod'
import { foundWord } from '../graph/describe-schema'
import type { Problem } from '../problem'
import type { Tensor } from '../tensors/tf'
import { ACTIVE_ABOVE } from './parts/active-above'
import { decoderRole, encoderRole, modelPlayer, withLogits } from './parts/encoder-decoder'
import { lastActivation } from './parts/last-activation'
import { checkPlain, plainFormula, plainLoss, plainMetrics, plainNeeds, plainParameters, plainTerms } from './parts/plain-reconstruction'
import { defineRecipe, type RecipeContext, type RecipeValidationContext } from './recipe-definition'

const parameters = plainParameters.extend({
  penalty: z.enum(['l1', 'kl']).default('l1').meta({
    title: 'Sparseness',
    description: 'L1 charges every value of a code for its size. KL asks each unit to be on for a share ρ of the examples; it needs codes between 0 and 1, a sigmoid at the encoder’s end.',
    labels: { l1: 'L1 of the code', kl: 'KL of mean activations' },
  }),
  weight: z.number().min(0).max(10_000).default(0.1).meta({ title: 'Weight (λ)', description: 'Of the penalty beside the reconstruction. More leaves fewer units on.' }),
  target: z.number().min(0.001).max(0.999).default(0.05).meta({ title: 'Target activation (ρ)', description: 'Only for KL: the share of the examples, or of full activation, that each unit should be on.' }),
})
type Parameters = z.output<typeof parameters>
type Context = RecipeContext<Parameters>

/** Mean activations are kept this far from 0 and 1, where the logarithms are. */
const SURE = 1e-4

/** `[batch, values in a code]`. */
function rows({ tf, x }: Context, code: Tensor): Tensor {
  return tf.reshape(code, [x.shape[0] ?? 1, -1])
}

/** Of each example, `[batch]`; KL is the batch's own and the same for each. */
function penaltyOf(context: Context, code: Tensor): Tensor {
  const { tf, parameters: { penalty, target } } = context
  const flat = rows(context, code)
  if (penalty === 'l1') return tf.sum(tf.abs(flat), 1)
  const mean = tf.clipByValue(tf.mean(flat, 0), SURE, 1 - SURE)
  const on = tf.mul(tf.sub(Math.log(target), tf.log(mean)), target)
  const off = tf.mul(tf.sub(Math.log(1 - target), tf.log(tf.sub(1, mean))), 1 - target)
  return tf.add(tf.zeros([flat.shape[0] ?? 1]), tf.sum(tf.add(on, off)))
}

/** How many values of each code are on, `[batch]`. */
function activeUnits(context: Context, code: Tensor): Tensor {
  const { tf } = context
  return tf.sum(tf.cast(tf.greater(tf.abs(rows(context, code)), ACTIVE_ABOVE), 'float32'), 1)
}

/** Rates are only of a code between 0 and 1. */
function checkRates({ parameters: { penalty }, networks }: RecipeValidationContext<Parameters>): readonly Problem[] {
  const encoder = networks['encoder']
  if (penalty !== 'kl' || encoder === undefined || encoder.outputShape === null) return []
  const { node, activation } = lastActivation(encoder)
  if (activation === 'sigmoid') return []
  const output = encoder.network.nodes.find((each) => each.type === 'output')
  return [
    {
      code: 'code-not-rates',
      severity: 'error',
      place: { network: encoder.network.id, ...(node === undefined ? {} : { node: encoder.network.nodes.find((each) => each.id === node)?.id ?? output?.id }) },
      title: `KL of mean activations needs a code between 0 and 1 from ${encoder.network.name}`,
      expected: 'activation sigmoid at the encoder’s end',
      got: foundWord(activation ?? 'linear'),
      fix: 'Set the activation of the encoder’s last layer to sigmoid, or choose L1',
      fixes: [
        ...(output === undefined ? [] : [{ label: 'Set sigmoid', edits: [{ kind: 'set-parameters' as const, network: encoder.network.id, node: output.id, parameters: { activation: 'sigmoid' } }] }]),
        { label: 'Use L1', edits: [{ kind: 'set-value' as const, path: 'recipe.parameters.penalty', value: 'l1' }] },
      ],
    },
  ]
}

export const sparseAutoencoder = defineRecipe({
  id: 'sparse-autoencoder',
  title: 'Sparse autoencoder',
  help: {
    text:
      'A penalty keeps most of a code at rest, so that it may be larger than the example: each example is put together from a few of many parts. ' +
      'L1 charges every value for its size; KL holds each unit’s mean activation over the batch near a small target. The weights of the first layer, drawn as pictures, show the parts.',
    formula:
      `L = \\frac{1}{B} \\sum_{b=1}^{B} \\ell(x_b, \\hat{x}_b) + \\lambda \\, \\Omega, \\quad \\hat{x} = g(z), \\; z = f(x) \\\\ ${plainFormula} \\\\ ` +
      '\\text{L1: } \\Omega = \\frac{1}{B} \\sum_b \\sum_j |z_{bj}| \\\\ ' +
      '\\text{KL: } \\Omega = \\sum_j \\rho \\ln \\frac{\\rho}{\\hat{\\rho}_j} + (1 - \\rho) \\ln \\frac{1 - \\rho}{1 - \\hat{\\rho}_j}, \\quad \\hat{\\rho}_j = \\frac{1}{B} \\sum_b z_{bj}',
    source: 'Olshausen and Field 1996, Nature 381, 607–609; Lee, Ekanadham and Ng 2008, NIPS 20; Ng 2011, Sparse autoencoder, CS294A lecture notes',
  },
  parameters,
  roles: [encoderRole('z = f(x)'), decoderRole('x̂ = g(z)')],
  players: [modelPlayer],
  metrics: ({ loss, penalty }) => [
    ...plainMetrics(loss),
    { name: 'penalty', title: 'Penalty', unit: penalty === 'l1' ? 'sum of sizes' : 'nats', better: 'neither', splits: ['train', 'test'], group: 'Sparseness' },
    { name: 'activeUnits', title: 'Units on', unit: 'units', better: 'neither', splits: ['train', 'test'], group: 'Units on' },
  ],
  primaryMetric: 'test/loss',
  drawing: ({ loss, penalty }) => ({
    flows: [],
    losses: [
      plainLoss(loss),
      {
        id: 'sparseness',
        title: 'Sparseness',
        formula: penalty === 'l1' ? '\\lambda \\sum_j |z_j|' : '\\lambda \\sum_j \\mathrm{KL}(\\rho \\,\\Vert\\, \\hat{\\rho}_j)',
        inputs: [{ source: { from: 'role', role: 'encoder' }, symbol: 'z' }],
        players: [modelPlayer.id],
      },
    ],
  }),
  needs: (validation) => [...plainNeeds(validation), ...(validation.parameters.penalty === 'kl' ? [{ role: 'encoder', text: 'a sigmoid at the end', unmetBy: ['code-not-rates'] }] : [])],
  validate: (validation) => [...checkPlain(validation), ...checkRates(validation)],
  schedule: () => ({}),
  loss: (_player, context) => {
    const { tf, parameters: { weight } } = context
    const { encoded, reconstruction, squared } = plainTerms(context)
    const [mean, penalty] = [tf.mean(reconstruction), tf.mean(penaltyOf(context, encoded.output))]
    const loss = tf.add(mean, tf.mul(penalty, weight))
    return { loss, metrics: { loss, reconstruction: mean, squaredError: squared === reconstruction ? mean : tf.mean(squared), penalty, activeUnits: tf.mean(activeUnits(context, encoded.output)) } }
  },
  /** Mean activations are of the examples measured together, some hundreds at a time. */
  evaluate: (context) => {
    const { tf, parameters: { weight } } = context
    const { encoded, reconstruction } = plainTerms(context)
    const penalty = penaltyOf(context, encoded.output)
    return { loss: tf.add(reconstruction, tf.mul(penalty, weight)), reconstruction, penalty, activeUnits: activeUnits(context, encoded.output) }
  },
  reconstruct: (context) => withLogits(plainTerms(context).decoded, context.parameters.loss === 'cross-entropy'),
  latentShape: (networks) => networks['encoder']?.outputShape ?? undefined,
  encode: (context) => context.forward('encoder', context.x).output,
  decode: (context, latent) => context.forward('decoder', latent).output,
  sampling: 'code-statistics',
})
