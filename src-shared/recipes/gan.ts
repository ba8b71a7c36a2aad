// The generative adversarial network: one network makes fakes out of noise, the other learns to tell them from data.
// Goodfellow et al. 2014, arXiv:1406.2661, algorithm 1; convolutional: Radford, Metz and Chintala 2016, arXiv:1511.06434.
import { z } from 'zod'
import type { Problem } from '../problem'
import { adversarialParameters, adversarialPasses, adversaries, DISCRIMINATOR, drawFakes, fakesOf, gameDrawing, GENERATOR, generatorRole, opinions, opponentRole, opponentSteps, turns } from './parts/adversaries'
import { discriminatorTerm, generatorTerm } from './parts/adversarial-terms'
import { adversaryNeeds, checkGenerator, checkVerdict } from './parts/adversary-checks'
import { defineRecipe, type PlayerLoss } from './recipe-definition'

const parameters = adversarialParameters.extend({
  loss: z.enum(['non-saturating', 'minimax']).default('non-saturating').meta({
    title: 'Generator’s loss',
    description: 'Minimax is the game’s own value, flat while fakes are told easily. Non-saturating asks the opposite question and has gradients there; the authors use it.',
    labels: { 'non-saturating': 'Non-saturating', minimax: 'Minimax' },
  }),
  discriminatorSteps: opponentSteps('Discriminator’s updates (k)', 1),
})

export const gan = defineRecipe({
  id: 'gan',
  title: 'GAN',
  help: {
    text:
      'The generator turns noise into fakes, the discriminator says how likely an example is to be real, and each learns against the other. Where the discriminator can do no better than a half, fakes and data are alike to it. ' +
      'No number says how good the fakes are: look at them. A batch of real examples and one of fakes go through the discriminator apart, each normalised by its own batch; running averages follow both in turn.',
    formula:
      'L_D = -\\tfrac{1}{B} \\sum_b \\left[ \\ln D(x_b) + \\ln(1 - D(\\tilde{x}_b)) \\right] \\\\ ' +
      '\\text{minimax: } L_G = \\frac{1}{B} \\sum_b \\ln(1 - D(\\tilde{x}_b)) \\\\ ' +
      '\\text{non-saturating: } L_G = -\\frac{1}{B} \\sum_b \\ln D(\\tilde{x}_b) \\\\ ' +
      '\\tilde{x} = G(z), \\; z \\sim \\mathcal{N}(0, I), \\quad D = \\sigma(l)',
    source: 'Goodfellow et al. 2014, Generative Adversarial Nets, arXiv:1406.2661, algorithm 1',
  },
  parameters,
  roles: [generatorRole, opponentRole('Discriminator', 'D(x) = p(real | x)')],
  players: adversaries('Discriminator'),
  metrics: () => [
    { name: 'discriminatorLoss', title: 'Discriminator', unit: 'nats', better: 'neither', splits: ['train', 'test'], group: 'Loss', colour: 'discriminator' },
    { name: 'generatorLoss', title: 'Generator', unit: 'nats', better: 'neither', splits: ['train', 'test'], group: 'Loss', colour: 'generator' },
    { name: 'dReal', title: 'D(real)', unit: 'probability', better: 'neither', splits: ['train', 'test'], group: 'Discriminator’s opinion', colour: 'real' },
    { name: 'dFake', title: 'D(fake)', unit: 'probability', better: 'neither', splits: ['train', 'test'], group: 'Discriminator’s opinion', colour: 'generator' },
  ],
  primaryMetric: 'test/dFake',
  drawing: ({ loss }) =>
    gameDrawing('D', { title: 'Discriminator', formula: '-\\ln D(x) - \\ln(1 - D(\\tilde{x}))' }, loss === 'minimax' ? '\\ln(1 - D(\\tilde{x}))' : '-\\ln D(\\tilde{x})'),
  needs: ({ dataset }) => adversaryNeeds(dataset, ['linear', 'sigmoid']),
  validate: ({ dataset, networks }): readonly Problem[] => [...checkGenerator(networks[GENERATOR], dataset), ...checkVerdict(networks[DISCRIMINATOR], 'discriminator', ['linear', 'sigmoid'])],
  schedule: () => ({}),
  updates: (settings) => turns(settings.discriminatorSteps, settings),
  batchesPerStep: ({ discriminatorSteps }) => discriminatorSteps,
  passes: (update, settings) => adversarialPasses(update, settings),
  prepare: (context) => ({ fake: drawFakes(context, context.x.shape[0] ?? 1) }),
  loss: (player, context): PlayerLoss => {
    const { tf } = context
    const fake = fakesOf(context)
    if (player === GENERATOR) {
      const loss = tf.mean(generatorTerm(tf, opinions(context, fake), context.parameters.loss))
      return { loss, metrics: { generatorLoss: loss } }
    }
    const onReal = opinions(context, context.x)
    const onFake = opinions(context, fake)
    const loss = tf.mean(discriminatorTerm(tf, onReal, onFake))
    return { loss, metrics: { discriminatorLoss: loss, dReal: tf.mean(tf.sigmoid(onReal)), dFake: tf.mean(tf.sigmoid(onFake)) } }
  },
  /** On examples the discriminator has not learnt from, beside fakes from noise that is the same at every test. */
  evaluate: (context) => {
    const { tf } = context
    const onReal = opinions(context, context.x)
    const onFake = opinions(context, fakesOf(context))
    return {
      discriminatorLoss: discriminatorTerm(tf, onReal, onFake),
      generatorLoss: generatorTerm(tf, onFake, context.parameters.loss),
      dReal: tf.sigmoid(onReal),
      dFake: tf.sigmoid(onFake),
    }
  },
  latentShape: (networks) => networks[GENERATOR]?.inputShape ?? undefined,
  decode: (context, latent) => context.forward(GENERATOR, latent).output,
  sampling: 'standard-normal',
})
