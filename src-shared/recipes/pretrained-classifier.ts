// Pretraining for classification as one run: an autoencoder learns from every example without labels, then its encoder carries a
// classifier that learns from some labelled ones. Bengio et al. 2007, NIPS 19; with damaged examples: Vincent et al. 2010, JMLR 11, 3371–3408.
import { z } from 'zod'
import { mask } from '../layers/parts/corruptions'
import type { Tensor } from '../tensors/tf'
import { classificationFigures, classificationFormula, classificationLoss, classificationMetrics, classificationTerms, classifierPlayer, classProbabilities, HEAD, headRole, labelsParameter, quietCode } from './parts/classification'
import { checkHead, checkLabels, classifierNeeds } from './parts/classifier-checks'
import { dataTensor, decodedTensor, decoderRole, encoderRole, withLogits } from './parts/encoder-decoder'
import { checkPlain, plainLoss, plainNeeds, plainParameters, plainTerms, type PlainTerms } from './parts/plain-reconstruction'
import { defineRecipe, type PlayerDefinition, type PlayerLoss, type RecipeContext } from './recipe-definition'

const parameters = z.object({
  labels: labelsParameter,
  pretrainingEpochs: z.number().int().min(0).max(10_000).default(10).meta({
    title: 'Pretraining',
    unit: 'epochs',
    description: 'Passes over all examples without labels. They are part of the run’s epochs: what is left of those trains the classifier. 0 begins with drawn weights.',
  }),
  encoder: z.enum(['fine-tuned', 'frozen']).default('fine-tuned').meta({
    title: 'Encoder',
    description: 'Under the classifier it learns on, or stays as pretraining left it.',
    labels: { 'fine-tuned': 'Fine-tuned', frozen: 'Frozen' },
  }),
  reconstruction: plainParameters.shape.loss.meta({
    title: 'Reconstruction loss',
    description: 'Of pretraining. Squared error suits any data. Cross-entropy reads outputs as probabilities: it needs data in [0, 1] and a sigmoid at the end.',
    labels: { 'squared-error': 'Squared error', 'cross-entropy': 'Cross-entropy' },
  }),
  masked: z.number().min(0).max(0.95).default(0).meta({ title: 'Masked share (p)', description: 'Of the values the encoder is shown in pretraining, drawn anew for every batch: it learns to fill in what is blanked. 0 shows all.' }),
})
type Parameters = z.output<typeof parameters>
type Context = RecipeContext<Parameters>

const autoencoderPlayer: PlayerDefinition = { id: 'autoencoder', title: 'Autoencoder', roles: ['encoder', 'decoder'] }

/** Of pretraining: of examples of which some values are blanked, in training and in testing. */
function pretrainingTerms(context: Context): PlainTerms {
  const { tf, x, random, parameters: settings } = context
  const shown: Tensor = settings.masked === 0 ? x : mask(tf, x, random.uniform('masked', x.shape), settings.masked)
  return plainTerms({ ...context, parameters: { loss: settings.reconstruction } }, shown)
}

export const pretrainedClassifier = defineRecipe({
  id: 'pretrained-classifier',
  title: 'Classifier with pretraining',
  help: {
    text:
      'Two stages of one run. First an autoencoder learns from every example what examples have in common, without labels. Then a classifier on top of its encoder learns from the labelled ones alone, ' +
      'with the encoder as it is or learning on. The fewer labels there are, the more the first stage is worth; without it the same networks learn from drawn weights.',
    formula: `\\text{1: } L = \\frac{1}{B} \\sum_b \\ell(x_b, \\mathrm{dec}(\\mathrm{enc}(\\tilde{x}_b))), \\ \\tilde{x}_i = 0 \\text{ where } u_i < p \\\\ \\text{2: } h = \\mathrm{enc}(x), \\ l = c(h), \\ ${classificationFormula}`,
    source: 'Bengio et al. 2007, Greedy Layer-Wise Training of Deep Networks, NIPS 19; Vincent et al. 2010, Stacked Denoising Autoencoders, JMLR 11',
  },
  parameters,
  roles: [encoderRole('h = enc(x)'), headRole, decoderRole('x̂ = dec(h)')],
  players: [autoencoderPlayer, classifierPlayer],
  metrics: ({ reconstruction }) => [
    ...classificationMetrics,
    { name: 'reconstruction', title: 'Reconstruction', unit: reconstruction === 'squared-error' ? 'squared error' : 'nats', better: 'lower', splits: ['train', 'test'], group: 'Reconstruction' },
  ],
  primaryMetric: 'test/accuracy',
  drawing: ({ reconstruction }) => ({ flows: [], losses: [{ ...plainLoss(reconstruction), inputs: [dataTensor, decodedTensor], players: [autoencoderPlayer.id] }, classificationLoss] }),
  needs: (validation) => [...classifierNeeds(validation.dataset), ...plainNeeds({ ...validation, parameters: { loss: validation.parameters.reconstruction } })],
  validate: (validation) => {
    const { parameters: { labels, reconstruction }, dataset, networks } = validation
    return [...checkLabels(dataset, labels), ...checkHead(networks[HEAD], dataset), ...checkPlain({ ...validation, parameters: { loss: reconstruction } }, 'recipe.parameters.reconstruction')]
  },
  stages: ({ parameters: { pretrainingEpochs, encoder } }) => [
    {
      id: 'pretraining',
      title: 'Pretraining',
      epochs: pretrainingEpochs,
      unlabelled: true,
      updates: [{ player: autoencoderPlayer.id, batch: 0 }],
      evaluate: (context) => ({ reconstruction: pretrainingTerms(context as Context).reconstruction }),
    },
    { id: 'classifier', title: encoder === 'frozen' ? 'Classifier, encoder frozen' : 'Classifier', epochs: null, ...(encoder === 'frozen' ? { frozenRoles: ['encoder'] } : {}) },
  ],
  schedule: () => ({}),
  updates: () => [{ player: classifierPlayer.id, batch: 0 }],
  passes: ({ player }, { encoder }) => {
    if (player === autoencoderPlayer.id) return autoencoderPlayer.roles.map((role) => ({ role, forward: 1, backward: 1, weights: 1, input: role === 'decoder' ? 1 : 0 }))
    const learns = encoder === 'frozen' ? 0 : 1
    return [
      { role: 'encoder', forward: 1, backward: learns, weights: learns, input: 0 },
      { role: HEAD, forward: 1, backward: 1, weights: 1, input: learns },
    ]
  },
  labelled: ({ labels }) => labels,
  loss: (player, context): PlayerLoss => {
    const { tf } = context
    if (player === autoencoderPlayer.id) {
      const reconstruction = tf.mean(pretrainingTerms(context).reconstruction)
      return { loss: reconstruction, metrics: { reconstruction } }
    }
    const { loss, accuracy } = classificationTerms(context)
    const mean = tf.mean(loss)
    return { loss: mean, metrics: { loss: mean, accuracy: tf.mean(accuracy) } }
  },
  evaluate: classificationFigures,
  classify: classProbabilities,
  reconstruct: (context) => withLogits(context.forward('decoder', quietCode(context)), context.parameters.reconstruction === 'cross-entropy'),
  latentShape: (networks) => networks['encoder']?.exposed['mean'] ?? networks['encoder']?.outputShape ?? undefined,
  encode: quietCode,
  decode: (context, latent) => context.forward('decoder', latent).output,
  sampling: 'code-statistics',
})
