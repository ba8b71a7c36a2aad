// The deep autoencoder of Hinton and Salakhutdinov 2006 (Science 313, 504–507, with its supporting material and code): a stack of
// restricted Boltzmann machines trained one after the other, unrolled into encoder and decoder, then fine-tuned by backpropagation.
import { z } from 'zod'
import type { NetworkAnalysis } from '../graph/analyse-network'
import { checkStack, machinesOf, stackProblems } from './parts/boltzmann-stack'
import { checkProbabilities, checkReconstructionShape } from './parts/decoder-checks'
import { dataTensor, decodedTensor, decoderRole, encoderRole, exposedTensor, modelPlayer, withLogits } from './parts/encoder-decoder'
import { pretrainingStages } from './parts/pretraining-stages'
import { crossEntropyFromLogits, squaredError } from './parts/reconstruction-terms'
import { defineRecipe, type ForwardResult, type RecipeContext } from './recipe-definition'
import type { TrainingStage } from './training-stage'

const rate = z.number().min(0).max(10)

const parameters = z.object({
  visible: z.enum(['binary', 'gaussian']).default('binary').meta({
    title: 'Visible units',
    description: 'Binary ones suit data in [0, 1], read as probabilities; fine-tuning is by cross-entropy. Gaussian ones suit data of mean 0 and variance 1; fine-tuning is by squared error.',
    labels: { binary: 'Binary', gaussian: 'Gaussian, variance 1' },
  }),
  epochs: z.number().int().min(0).max(10_000).default(10).meta({ title: 'Epochs of a layer', unit: 'epochs', description: 'Passes over the data for each machine. They are part of the run’s epochs: what is left of those is fine-tuning. 0 leaves pretraining out.' }),
  learningRate: rate.default(0.1).meta({ title: 'Learning rate (η)', description: 'Of machines whose units are all binary.' }),
  codeLearningRate: rate.default(0.001).meta({ title: 'Code learning rate', description: 'Of the topmost machine, whose hidden units, the code, are real-valued.' }),
  gaussianEpochs: z.number().int().min(0).max(10_000).default(200).meta({ title: 'Epochs of a Gaussian layer', unit: 'epochs', description: 'Only with Gaussian visible units: passes over the data for the lowest machine.' }),
  gaussianLearningRate: rate.default(0.001).meta({ title: 'Gaussian learning rate', description: 'Only with Gaussian visible units: of the lowest machine. Real values are not bounded, so it must be small.' }),
  initialMomentum: z.number().min(0).lt(1).default(0.5).meta({ title: 'Momentum at first', description: 'Share of the last change that is kept.' }),
  finalMomentum: z.number().min(0).lt(1).default(0.9).meta({ title: 'Momentum later', description: 'The same once a machine has found its way.' }),
  momentumEpochs: z.number().int().min(0).max(10_000).default(5).meta({ title: 'Momentum rises after', unit: 'epochs', description: 'Of each machine.' }),
  weightDecay: z.number().min(0).max(1).default(0.0002).meta({ title: 'Weight decay (λ)', description: 'Times the learning rate: the share of a weight that a step takes away. Biases do not shrink.' }),
})
type Parameters = z.output<typeof parameters>
type Context = RecipeContext<Parameters>

function reconstruct(context: Context): ForwardResult {
  return context.forward('decoder', context.forward('encoder', context.x).output)
}

/** `[batch]` each. Cross-entropy for binary visible units, squared error for Gaussian ones. */
function terms(context: Context): { readonly loss: ReturnType<typeof squaredError>; readonly squared: ReturnType<typeof squaredError> } {
  const { tf, x } = context
  const decoded = reconstruct(context)
  const squared = squaredError(tf, x, decoded.output)
  return { loss: context.parameters.visible === 'gaussian' ? squared : crossEntropyFromLogits(tf, x, exposedTensor(decoded.exposed, 'preActivation', 'decoder')), squared }
}

function stagesOf(settings: Parameters, networks: Readonly<Record<string, NetworkAnalysis>>): readonly TrainingStage[] {
  const machines = machinesOf(networks['encoder'], networks['decoder'], settings.visible)
  const { initialMomentum, finalMomentum, momentumEpochs, weightDecay } = settings
  return [
    ...pretrainingStages(machines, (index) => {
      const gaussian = index === 0 && settings.visible === 'gaussian'
      const learningRate = gaussian ? settings.gaussianLearningRate : index === machines.length - 1 ? settings.codeLearningRate : settings.learningRate
      return { epochs: gaussian ? settings.gaussianEpochs : settings.epochs, learningRate, initialMomentum, finalMomentum, momentumEpochs, weightDecay }
    }),
    { id: 'fine-tuning', title: 'Fine-tuning', epochs: null },
  ]
}

export const deepAutoencoderRbm = defineRecipe({
  id: 'deep-autoencoder-rbm',
  title: 'Deep autoencoder with RBM pretraining',
  help: {
    text:
      'A deep autoencoder learns slowly from random weights. Here each layer first learns alone: it becomes a restricted Boltzmann machine, which learns to bring back what it is shown through its hidden units, ' +
      'and what these are expected to be is the data of the next. Then the machines are unrolled: upwards they are the encoder, backwards with the same weights the decoder, and backpropagation fine-tunes the whole.',
    formula:
      'h = \\sigma(v_0 W + c), \\quad \\tilde{h}_j = 1 \\text{ where } u_j < h_j, \\quad v_1 = \\sigma(\\tilde{h} W^\\top + b), \\quad h\' = \\sigma(v_1 W + c) \\\\ ' +
      'G = \\tfrac{1}{B} (v_0^\\top h - v_1^\\top h\'), \\quad \\Delta W \\leftarrow m \\, \\Delta W + \\eta \\, (G - \\lambda W), \\quad W \\leftarrow W + \\Delta W \\\\ ' +
      '\\text{real-valued units: no } \\sigma, \\; \\tilde{h} = h + \\varepsilon \\\\ ' +
      '\\text{fine-tuning: } L = \\tfrac{1}{B} \\sum_b \\ell(x_b, \\hat{x}_b) \\\\ ' +
      '\\ell = -\\sum_i x_i \\ln \\hat{x}_i + (1 - x_i) \\ln(1 - \\hat{x}_i) \\\\ ' +
      '\\text{real-valued pixels: } \\ell = \\sum_i (x_i - \\hat{x}_i)^2',
    source: 'Hinton and Salakhutdinov 2006, Reducing the Dimensionality of Data with Neural Networks, Science 313, 504–507, and its supporting material; CD-1: Hinton 2002, Neural Computation 14',
  },
  parameters,
  roles: [encoderRole('z = f(x)'), decoderRole('x̂ = g(z)')],
  players: [modelPlayer],
  metrics: ({ visible }) => {
    const unit = visible === 'binary' ? 'nats' : 'squared error'
    return [
      { name: 'loss', title: 'Loss', unit, better: 'lower', splits: ['train', 'test'], group: 'Loss' },
      { name: 'squaredError', title: 'Squared error', unit: 'squared error', better: 'lower', splits: ['train', 'test'], group: 'Squared error' },
      { name: 'rbmError', title: 'RBM reconstruction', unit: 'squared error', better: 'neither', splits: ['train', 'test'], group: 'Boltzmann machine' },
      { name: 'activity', title: 'Hidden activity', unit: 'of 1', better: 'neither', splits: ['train', 'test'], group: 'Hidden activity' },
    ]
  },
  primaryMetric: 'test/squaredError',
  drawing: ({ visible }) => ({
    flows: [],
    losses: [
      {
        id: 'reconstruction',
        title: visible === 'binary' ? 'Cross-entropy' : 'Squared error',
        formula: visible === 'binary' ? '-\\sum_i x_i \\ln \\hat{x}_i + (1 - x_i) \\ln(1 - \\hat{x}_i)' : '\\sum_i (x_i - \\hat{x}_i)^2',
        inputs: [dataTensor, decodedTensor],
        players: [modelPlayer.id],
      },
    ],
  }),
  needs: ({ parameters: { visible } }) => [
    { role: 'encoder', text: 'Dense layers in a chain: sigmoid, the last linear', unmetBy: stackProblems },
    { role: 'decoder', text: 'the encoder backwards', unmetBy: ['decoder-not-mirror', 'reconstruction-shape-mismatch', ...stackProblems] },
    ...(visible === 'binary' ? [{ role: 'decoder', text: 'a sigmoid at the end', unmetBy: ['output-not-sigmoid'] }] : []),
  ],
  validate: ({ parameters: { visible }, dataset, networks }) => {
    const { encoder, decoder } = networks
    const setting = { path: 'recipe.parameters.visible', alternative: 'gaussian', alternativeTitle: 'Gaussian visible units' }
    const probabilities = visible === 'binary' ? checkProbabilities({ title: 'A machine with binary visible units', setting }, decoder, dataset) : []
    const output = new Set(probabilities.map(({ place }) => place.node))
    return [
      ...checkReconstructionShape(decoder, dataset),
      ...probabilities,
      // The output's activation is told of once.
      ...checkStack(encoder, decoder, visible).filter(({ code, place }) => code !== 'stack-activation' || !output.has(place.node)),
    ]
  },
  stages: ({ parameters: settings, networks }) => stagesOf(settings, networks),
  schedule: () => ({}),
  loss: (_player, context) => {
    const { tf } = context
    const { loss, squared } = terms(context)
    const mean = tf.mean(loss)
    return { loss: mean, metrics: { loss: mean, squaredError: squared === loss ? mean : tf.mean(squared) } }
  },
  evaluate: (context) => ({ loss: terms(context).loss }),
  reconstruct: (context) => withLogits(reconstruct(context), context.parameters.visible === 'binary'),
  latentShape: (networks) => networks['encoder']?.outputShape ?? undefined,
  encode: (context) => context.forward('encoder', context.x).output,
  decode: (context, latent) => context.forward('decoder', latent).output,
  sampling: 'code-statistics',
})
