// The denoising autoencoder: damage an example, and ask for it as it was. It cannot learn to copy, so its code need not be small.
// Vincent, Larochelle, Bengio and Manzagol 2008, ICML; the vector field: Alain and Bengio 2014, JMLR 15, 3743–3773.
import { z } from 'zod'
import { addGaussian, mask, saltAndPepper } from '../layers/parts/corruptions'
import type { Problem } from '../problem'
import type { Tensor } from '../tensors/tf'
import { decoderRole, encoderRole, modelPlayer, withLogits } from './parts/encoder-decoder'
import { checkPlain, plainFormula, plainLoss, plainMetrics, plainNeeds, plainParameters, plainTerms } from './parts/plain-reconstruction'
import { squaredError } from './parts/reconstruction-terms'
import { defineRecipe, type RecipeContext, type RecipeValidationContext } from './recipe-definition'

const parameters = plainParameters.extend({
  corruption: z.enum(['gaussian', 'masking', 'salt-and-pepper']).default('masking').meta({
    title: 'Corruption',
    description: 'Gaussian adds normal noise to every value. Masking blanks some. Salt and pepper turns some to the lowest or the highest value.',
    labels: { gaussian: 'Gaussian', masking: 'Masking', 'salt-and-pepper': 'Salt and pepper' },
  }),
  deviation: z.number().min(0).max(10).default(0.3).meta({ title: 'Deviation (σ)', description: 'Only for Gaussian noise: its standard deviation, in the units of the data.' }),
  rate: z.number().min(0).max(1).default(0.25).meta({ title: 'Rate (p)', description: 'Only for masking, and salt and pepper: the share of the values that is damaged.' }),
  low: z.number().min(-1000).max(1000).default(0).meta({ title: 'Pepper', description: 'Only for salt and pepper: the lowest value, as the data has it.' }),
  high: z.number().min(-1000).max(1000).default(1).meta({ title: 'Salt', description: 'Only for salt and pepper: the highest value, as the data has it.' }),
})
type Parameters = z.output<typeof parameters>
type Context = RecipeContext<Parameters>

/** One stream for whatever is drawn: keyed by the run's seed and the step, so that every batch is damaged anew, and alike when repeated. */
const STREAM = 'corruption'

/** x̃: what the encoder is shown, `[batch, ...shape]`. */
function corrupted({ tf, x, random, parameters: { corruption, deviation, rate, low, high } }: Context): Tensor {
  if (corruption === 'gaussian') return addGaussian(tf, x, random.normal(STREAM, x.shape), deviation)
  const uniform = random.uniform(STREAM, x.shape)
  return corruption === 'masking' ? mask(tf, x, uniform, rate) : saltAndPepper(tf, x, uniform, { rate, low, high })
}

/** A corruption that changes nothing leaves a plain autoencoder. */
function checkCorruption({ parameters: { corruption, deviation, rate, low, high }, dataset }: RecipeValidationContext<Parameters>): readonly Problem[] {
  const idle = corruption === 'gaussian' ? deviation === 0 : rate === 0
  const path = corruption === 'gaussian' ? 'recipe.parameters.deviation' : 'recipe.parameters.rate'
  if (idle) {
    return [
      {
        code: 'corruption-idle',
        severity: 'warning',
        place: { path },
        title: 'Nothing is corrupted',
        expected: 'more than 0: the recipe learns to undo damage',
        got: '0',
        fix: 'Raise it, or choose the recipe Autoencoder',
        fixes: [{ label: 'Use 0.25', edits: [{ kind: 'set-value', path, value: 0.25 }] }],
      },
    ]
  }
  const { range } = dataset
  if (corruption !== 'salt-and-pepper' || range === null || (low >= range[0] && high <= range[1])) return []
  return [
    {
      code: 'corruption-outside-data',
      severity: 'warning',
      place: { path: low < range[0] ? 'recipe.parameters.low' : 'recipe.parameters.high' },
      title: 'Salt and pepper lie outside the data',
      expected: `values in [${range[0]}, ${range[1]}]`,
      got: `${low} and ${high}`,
      fix: 'Set them to the ends of the data’s range',
      fixes: [
        {
          label: `Use ${range[0]} and ${range[1]}`,
          edits: [
            { kind: 'set-value', path: 'recipe.parameters.low', value: range[0] },
            { kind: 'set-value', path: 'recipe.parameters.high', value: range[1] },
          ],
        },
      ],
    },
  ]
}

export const denoisingAutoencoder = defineRecipe({
  id: 'denoising-autoencoder',
  title: 'Denoising autoencoder',
  help: {
    text:
      'Every batch is damaged anew, and the networks learn to give back what it was. To undo the damage they must know how the values of an example hang together, whatever the size of the code. ' +
      'What the model adds to an example, g(f(x)) − x, points from where damage leads to where the data lies: with little Gaussian noise it is σ² times the gradient of ln p(x).',
    formula:
      `L = \\frac{1}{B} \\sum_{b=1}^{B} \\ell(x_b, \\hat{x}_b), \\quad \\hat{x} = g(f(\\tilde{x})) \\\\ ${plainFormula} \\\\ ` +
      '\\text{Gaussian: } \\tilde{x}_i = x_i + \\sigma \\varepsilon_i \\\\ \\text{masking: } \\tilde{x}_i = 0 \\text{ where } u_i < p \\\\ ' +
      '\\text{salt and pepper: low where } u_i < p/2 \\\\ \\text{high where } u_i \\ge 1 - p/2',
    source: 'Vincent et al. 2008, Extracting and Composing Robust Features with Denoising Autoencoders, ICML; Alain and Bengio 2014, JMLR 15',
  },
  parameters,
  roles: [encoderRole('z = f(x̃)'), decoderRole('x̂ = g(z)')],
  players: [modelPlayer],
  metrics: ({ loss }) => [
    ...plainMetrics(loss),
    { name: 'damage', title: 'Damage', unit: 'squared error', better: 'neither', splits: ['test'], group: 'Damage' },
  ],
  primaryMetric: 'test/loss',
  drawing: ({ loss }) => ({ flows: [], losses: [plainLoss(loss)] }),
  needs: plainNeeds,
  validate: (validation) => [...checkPlain(validation), ...checkCorruption(validation)],
  schedule: () => ({}),
  loss: (_player, context) => {
    const { tf } = context
    const { reconstruction, squared } = plainTerms(context, corrupted(context))
    const loss = tf.mean(reconstruction)
    return { loss, metrics: { loss, reconstruction: loss, squaredError: squared === reconstruction ? loss : tf.mean(squared) } }
  },
  /** On damage that is the same at every test. */
  evaluate: (context) => {
    const shown = corrupted(context)
    const { reconstruction } = plainTerms(context, shown)
    return { loss: reconstruction, reconstruction, damage: squaredError(context.tf, context.x, shown) }
  },
  corrupt: corrupted,
  reconstruct: (context) => withLogits(plainTerms(context, corrupted(context)).decoded, context.parameters.loss === 'cross-entropy'),
  latentShape: (networks) => networks['encoder']?.outputShape ?? undefined,
  /** Of the example as it is: what comes in damaged is cleaned by decoding this. */
  encode: (context) => context.forward('encoder', context.x).output,
  decode: (context, latent) => context.forward('decoder', latent).output,
  sampling: 'code-statistics',
})
