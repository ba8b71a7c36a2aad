// The variational autoencoder, with the weight beta on its divergence.
// Kingma and Welling 2014, arXiv:1312.6114; beta: Higgins et al. 2017; warm-up: Bowman et al. 2016, Sønderby et al. 2016.
import { z } from 'zod'
import type { Problem } from '../problem'
import type { Tensor } from '../tensors/tf'
import { checkProbabilities, checkReconstructionShape, decoderNeeds } from './parts/decoder-checks'
import { dataTensor, decodedTensor, decoderRole, encoderRole, exposedTensor, modelPlayer, withLogits } from './parts/encoder-decoder'
import { gaussianDivergence, gaussianDivergencePerDimension } from './parts/gaussian-divergence'
import { checkGaussianCode, gaussianCodeNeeds } from './parts/latent-checks'
import { crossEntropyFromLogits, gaussianNegativeLogLikelihood } from './parts/reconstruction-terms'
import { defineRecipe, type ForwardResult, type RecipeContext } from './recipe-definition'

const parameters = z.object({
  likelihood: z.enum(['bernoulli', 'gaussian']).default('bernoulli').meta({
    title: 'Likelihood',
    description: 'Bernoulli reads outputs as probabilities: it needs data in [0, 1] and a sigmoid at the end. Gaussian suits any data.',
    labels: { bernoulli: 'Bernoulli', gaussian: 'Gaussian' },
  }),
  beta: z.number().min(0).max(1000).default(1).meta({
    title: 'Beta (β)',
    description: 'Weight of the divergence. 1 is the evidence lower bound itself; more presses codes together, less frees reconstructions.',
  }),
  warmUpEpochs: z.number().min(0).max(100_000).default(0).meta({
    title: 'Warm-up',
    unit: 'epochs',
    description: 'Beta rises in a straight line from 0 over this many epochs. It keeps a young model from ignoring its code.',
  }),
  standardDeviation: z.number().min(0.001).max(100).default(0.1).meta({
    title: 'Standard deviation of the data',
    description: 'Only for the Gaussian likelihood: how far data may lie from what the decoder says. Smaller asks for sharper reconstructions.',
  }),
  importanceSamples: z.number().int().min(0).max(500).default(0).meta({
    title: 'Codes for the likelihood',
    description: 'ln p(x) is estimated from so many codes drawn for each test example; 0 leaves it out. More come closer from below, and take as many times the decoder’s time.',
  }),
  importanceWhen: z.enum(['tests', 'end']).default('tests').meta({
    title: 'Likelihood estimated',
    description: 'At every test, or once when training ends: with hundreds of codes one estimate takes minutes.',
    labels: { tests: 'At every test', end: 'At the end' },
  }),
})

type Parameters = z.output<typeof parameters>
type Context = RecipeContext<Parameters>

/** −ln p(x | z) of each example, `[batch]`. */
function negativeLogLikelihood({ tf, parameters: { likelihood, standardDeviation }, x }: Context, decoded: ForwardResult): Tensor {
  return likelihood === 'bernoulli'
    ? crossEntropyFromLogits(tf, x, exposedTensor(decoded.exposed, 'preActivation', 'decoder'))
    : gaussianNegativeLogLikelihood(tf, x, decoded.output, standardDeviation)
}

/** ln p(x | z) + ln p(z) − ln q(z | x) of codes drawn from q(z | x), `[samples, batch]`. */
function logWeights(context: Context, samples: number): Tensor {
  const { tf, x } = context
  const { exposed } = context.forward('encoder', x)
  const [mean, logVariance] = [exposedTensor(exposed, 'mean', 'encoder'), exposedTensor(exposed, 'logVariance', 'encoder')]
  const batch = x.shape[0] ?? 1
  const repeat = (values: Tensor): Tensor => tf.tile(values, [samples, ...values.shape.slice(1).map(() => 1)])
  const noise = context.random.normal('importance', [samples * batch, ...mean.shape.slice(1)])
  const deviations = repeat(logVariance)
  const z = tf.add(repeat(mean), tf.mul(tf.exp(tf.mul(deviations, 0.5)), noise))
  const likelihood = tf.neg(negativeLogLikelihood({ ...context, x: repeat(x) }, context.forward('decoder', z)))
  // ln p(z) − ln q(z | x): the constants of the two normal densities cancel.
  const ratio = tf.mul(tf.sub(tf.add(tf.square(noise), deviations), tf.square(z)), 0.5)
  return tf.reshape(tf.add(likelihood, tf.sum(tf.reshape(ratio, [samples * batch, -1]), 1)), [samples, batch])
}

function betaAt(context: Context): Tensor | number {
  return context.scheduled['beta'] ?? context.parameters.beta
}

export const vae = defineRecipe({
  id: 'vae',
  title: 'Variational autoencoder',
  help: {
    text:
      'The encoder names a small cloud of codes for each example, the decoder rebuilds the example from one code drawn out of the cloud, and a second term keeps all clouds near the standard normal. ' +
      'So nearby codes mean alike examples, and a code drawn from the standard normal decodes to a new example. The loss with β = 1 bounds −ln p(x) from above.',
    formula:
      'L = \\frac{1}{B} \\sum_{b=1}^{B} \\left[ -\\ln p(x_b \\mid z_b) + \\beta \\, \\mathrm{KL}_b \\right], \\quad z = \\mu + \\sigma \\varepsilon, \\; \\varepsilon \\sim \\mathcal{N}(0, I) \\\\ ' +
      '\\mathrm{KL} = \\tfrac{1}{2} \\sum_j \\left( \\sigma_j^2 + \\mu_j^2 - \\ln \\sigma_j^2 - 1 \\right) \\\\ ' +
      '\\text{Bernoulli: } -\\ln p = \\sum_i \\ln(1 + e^{l_i}) - x_i l_i, \\quad \\hat{x} = \\sigma(l) \\\\ ' +
      '\\text{Gaussian: } -\\ln p = \\tfrac{1}{2 s^2} \\sum_i (x_i - \\hat{x}_i)^2 + c, \\quad c = D \\left( \\ln s + \\tfrac{1}{2} \\ln 2 \\pi \\right)',
    source: 'Kingma and Welling 2014, Auto-Encoding Variational Bayes, arXiv:1312.6114; β: Higgins et al. 2017, ICLR',
  },
  parameters,
  roles: [encoderRole('q(z | x)'), decoderRole('p(x | z)')],
  players: [modelPlayer],
  metrics: ({ importanceSamples, importanceWhen }) => [
    { name: 'loss', title: 'Loss', unit: 'nats', better: 'lower', splits: ['train', 'test'], group: 'Loss' },
    { name: 'reconstruction', title: 'Reconstruction', unit: 'nats', better: 'lower', splits: ['train', 'test'], group: 'Reconstruction' },
    { name: 'kl', title: 'KL', unit: 'nats', better: 'neither', splits: ['train', 'test'], group: 'KL' },
    { name: 'elbo', title: 'ELBO', unit: 'nats', better: 'higher', splits: ['test'], group: 'ELBO' },
    ...(importanceSamples === 0 ? [] : [{ name: 'logLikelihood', title: `ln p(x), ${importanceSamples} codes${importanceWhen === 'end' ? ', at the end' : ''}`, unit: 'nats', better: 'higher', splits: ['test'], group: 'Log-likelihood' } as const]),
    { name: 'activeUnits', title: 'Active units', unit: 'dimensions', better: 'neither', splits: ['test'], group: 'Active units' },
  ],
  primaryMetric: 'test/elbo',
  drawing: ({ likelihood }) => ({
    flows: [],
    losses: [
      {
        id: 'reconstruction',
        title: likelihood === 'bernoulli' ? 'Reconstruction, Bernoulli' : 'Reconstruction, Gaussian',
        formula: '-\\ln p(x \\mid z)',
        inputs: [dataTensor, decodedTensor],
        players: [modelPlayer.id],
      },
      {
        id: 'divergence',
        title: 'Divergence',
        formula: '\\beta \\, \\mathrm{KL}(\\mathcal{N}(\\mu, \\sigma^2) \\,\\Vert\\, \\mathcal{N}(0, I))',
        inputs: [{ source: { from: 'role', role: 'encoder' }, symbol: 'μ, σ²' }],
        players: [modelPlayer.id],
      },
    ],
  }),
  needs: ({ parameters: { likelihood }, dataset, networks }) => [...gaussianCodeNeeds(networks['encoder']), ...decoderNeeds(dataset, likelihood === 'bernoulli')],
  validate: ({ parameters: { likelihood }, dataset, networks }): readonly Problem[] => {
    const problems = [...checkGaussianCode(networks['encoder']), ...checkReconstructionShape(networks['decoder'], dataset)]
    if (likelihood === 'bernoulli') {
      const setting = { path: 'recipe.parameters.likelihood', alternative: 'gaussian', alternativeTitle: 'a Gaussian likelihood' }
      problems.push(...checkProbabilities({ title: 'A Bernoulli likelihood', setting }, networks['decoder'], dataset))
    }
    return problems
  },
  /** `step` counts the steps finished before this one, so a warm-up starts at exactly 0. */
  schedule: ({ beta, warmUpEpochs }, { step, stepsPerEpoch }) => ({
    beta: warmUpEpochs === 0 ? beta : beta * Math.min(1, step / (warmUpEpochs * stepsPerEpoch)),
  }),
  loss: (_player, context) => {
    const { tf, x } = context
    const encoded = context.forward('encoder', x)
    const mean = exposedTensor(encoded.exposed, 'mean', 'encoder')
    const logVariance = exposedTensor(encoded.exposed, 'logVariance', 'encoder')
    const reconstruction = tf.mean(negativeLogLikelihood(context, context.forward('decoder', encoded.output)))
    const kl = tf.mean(gaussianDivergence(tf, mean, logVariance))
    const loss = tf.add(reconstruction, tf.mul(kl, betaAt(context)))
    return { loss, metrics: { loss, reconstruction, kl } }
  },
  /** One draw of z for each example, as the bound is defined: Sample z draws outside training too. */
  evaluate: (context) => {
    const { tf, x } = context
    const encoded = context.forward('encoder', x)
    const mean = exposedTensor(encoded.exposed, 'mean', 'encoder')
    const logVariance = exposedTensor(encoded.exposed, 'logVariance', 'encoder')
    const decoded = context.forward('decoder', encoded.output)
    const reconstruction = negativeLogLikelihood(context, decoded)
    const kl = gaussianDivergence(tf, mean, logVariance)
    return {
      loss: tf.add(reconstruction, tf.mul(kl, betaAt(context))),
      reconstruction,
      kl,
      elbo: tf.neg(tf.add(reconstruction, kl)),
    }
  },
  importance: {
    role: 'decoder',
    plan: ({ importanceSamples, importanceWhen }) => (importanceSamples === 0 ? null : { samples: importanceSamples, when: importanceWhen }),
    logWeights,
  },
  reconstruct: (context) => withLogits(context.forward('decoder', exposedTensor(context.forward('encoder', context.x).exposed, 'mean', 'encoder')), context.parameters.likelihood === 'bernoulli'),
  latentShape: (networks) => networks['encoder']?.exposed['mean'] ?? networks['encoder']?.outputShape ?? undefined,
  encode: (context) => exposedTensor(context.forward('encoder', context.x).exposed, 'mean', 'encoder'),
  divergence: (context) => {
    const { exposed } = context.forward('encoder', context.x)
    return gaussianDivergencePerDimension(context.tf, exposedTensor(exposed, 'mean', 'encoder'), exposedTensor(exposed, 'logVariance', 'encoder'))
  },
  decode: (context, latent) => context.forward('decoder', latent).output,
  sampling: 'standard-normal',
})
