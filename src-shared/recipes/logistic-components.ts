// Logistic principal component analysis: a linear code read through a sigmoid, for data that are probabilities. There is no encoder:
// the code of an example is the one that explains it best, found anew by descent for each.
// Collins, Dasgupta and Schapire 2001, NIPS 14; Schein, Saul and Ungar 2003, AISTATS.
import { z } from 'zod'
import { sizeOf } from '../tensors/shape'
import type { NamedTensors, Tensor } from '../tensors/tf'
import { checkProbabilities, checkReconstructionShape } from './parts/decoder-checks'
import { dataTensor, decodedTensor, exposedTensor } from './parts/encoder-decoder'
import { checkLinearLayer, linearLayerProblems } from './parts/linear-layer'
import { logisticCodes, logisticCodesWork, type LogisticModel } from './parts/logistic-codes'
import { crossEntropyFromLogits } from './parts/reconstruction-terms'
import { defineRecipe, type PlayerDefinition, type RecipeContext } from './recipe-definition'

const steps = (usual: number) => z.number().int().min(1).max(200).default(usual)

const parameters = z.object({
  latentSize: z.number().int().min(1).max(1024).default(30).meta({ title: 'Code size', description: 'Values in a code.' }),
  trainingSteps: steps(15).meta({ title: 'Code steps in training', description: 'Steps of descent that find the codes of a batch.' }),
  testingSteps: steps(60).meta({ title: 'Code steps in testing', description: 'The same where codes are measured or shown.' }),
  decay: z.number().min(1e-6).max(10).default(0.001).meta({ title: 'Code decay (λ)', description: 'Keeps codes finite where a pixel could be explained ever better.' }),
})
type Parameters = z.output<typeof parameters>
type Context = RecipeContext<Parameters>

const decoderPlayer: PlayerDefinition = { id: 'model', title: 'Model', roles: ['decoder'] }

function logitsOf(context: Context, code: Tensor): Tensor {
  const { tf } = context
  const logits = exposedTensor(context.forward('decoder', code).exposed, 'preActivation', 'decoder')
  return tf.reshape(logits, [logits.shape[0] ?? 1, -1])
}

/** The decoder's weights, by what it makes of no code and of each unit code: whatever arranges values around its layer. */
function modelOf(context: Context): LogisticModel {
  const { tf, parameters: settings } = context
  const offset = logitsOf(context, tf.zeros([1, settings.latentSize]))
  return { offset: tf.reshape(offset, [-1]), directions: tf.sub(logitsOf(context, tf.eye(settings.latentSize)), offset) }
}

/** A constant to gradients: at the best code the loss does not change with it, only with the weights. */
function codesOf(context: Context, count: number): Tensor {
  const { tf, x, parameters: settings } = context
  const find = tf.customGrad((examples) => {
    const flat = tf.reshape(examples as Tensor, [x.shape[0] ?? 1, -1])
    return { value: logisticCodes(tf, modelOf(context), flat, settings.decay, count), gradFunc: (dy: Tensor) => tf.mul(tf.zerosLike(examples as Tensor), tf.sum(dy)) }
  })
  return find(x)
}

/** `[batch]`. */
function terms(context: Context, code: Tensor): { readonly cost: Tensor; readonly output: Tensor; readonly logits: Tensor } {
  const { tf, x } = context
  const { output, exposed } = context.forward('decoder', code)
  const logits = exposedTensor(exposed, 'preActivation', 'decoder')
  return { cost: crossEntropyFromLogits(tf, x, logits), output, logits }
}

export const logisticComponents = defineRecipe({
  id: 'logistic-components',
  title: 'Logistic PCA',
  help: {
    text:
      'Principal components for data that are probabilities: a code is a place in a plane of logits, and a sigmoid makes pixels of it. No network reads the code off an example: ' +
      'it is the one whose picture costs least, found by some steps of descent for every example, in training and in testing. The plane is learned by the optimizer.',
    formula: 'z(x) = \\arg\\min_z \\ \\ell(x, \\sigma(z V + b)) + \\tfrac{\\lambda}{2} |z|^2, \\quad \\ell = -\\sum_i x_i \\ln \\hat{x}_i + (1 - x_i) \\ln(1 - \\hat{x}_i) \\\\ L = \\tfrac{1}{B} \\sum_b \\ell(x_b, \\hat{x}_b)',
    source: 'Schein, Saul and Ungar 2003, A Generalized Linear Model for Principal Component Analysis of Binary Data, AISTATS; steps: Böhning and Lindsay 1988',
  },
  parameters,
  roles: [{ id: 'decoder', title: 'Decoder', notation: 'x̂ = σ(z V + b)', colour: 'generator', input: { from: 'noise' }, inputSymbol: 'z' }],
  players: [decoderPlayer],
  metrics: () => [{ name: 'loss', title: 'Loss', unit: 'nats', better: 'lower', splits: ['train', 'test'], group: 'Loss' }],
  primaryMetric: 'test/loss',
  drawing: () => ({ flows: [], losses: [{ id: 'reconstruction', title: 'Cross-entropy', formula: '-\\sum_i x_i \\ln \\hat{x}_i + (1 - x_i) \\ln(1 - \\hat{x}_i)', inputs: [dataTensor, decodedTensor], players: [decoderPlayer.id] }] }),
  needs: () => [{ role: 'decoder', text: 'one linear Dense layer, a sigmoid at the output', unmetBy: [...linearLayerProblems, 'reconstruction-shape-mismatch', 'output-not-sigmoid'] }],
  validate: ({ dataset, networks }) => {
    const { decoder } = networks
    const setting = { path: 'recipe.id', alternative: 'principal-components', alternativeTitle: 'principal component analysis' }
    const probabilities = checkProbabilities({ title: 'Logistic PCA', setting }, decoder, dataset)
    const told = new Set(probabilities.map(({ place }) => place.node))
    return [...checkReconstructionShape(decoder, dataset), ...probabilities, ...checkLinearLayer(decoder, 'sigmoid').filter(({ place }) => !told.has(place.node))]
  },
  schedule: () => ({}),
  besides: ({ parameters: settings, dataset }, rows, during) => logisticCodesWork({ code: settings.latentSize, values: sizeOf(dataset.shape) }, rows, during === 'training' ? settings.trainingSteps : settings.testingSteps),
  prepare: (context): NamedTensors => ({ code: codesOf(context, context.parameters.trainingSteps) }),
  loss: (_player, context) => {
    const code = context.prepared['code']
    if (code === undefined) throw new Error('No codes were found')
    const loss = context.tf.mean(terms(context, code).cost)
    return { loss, metrics: { loss } }
  },
  evaluate: (context) => ({ loss: terms(context, codesOf(context, context.parameters.testingSteps)).cost }),
  reconstruct: (context) => {
    const { output, logits } = terms(context, codesOf(context, context.parameters.testingSteps))
    return { output, logits }
  },
  latentShape: (networks) => networks['decoder']?.inputShape ?? undefined,
  encode: (context) => codesOf(context, context.parameters.testingSteps),
  decode: (context, latent) => context.forward('decoder', latent).output,
  sampling: 'code-statistics',
})
