// The Wasserstein GAN with gradient penalty: a critic with slopes of length 1 measures how far fakes are from the data.
// Gulrajani et al. 2017, arXiv:1704.00028, algorithm 1; the distance: Arjovsky, Chintala and Bottou 2017, arXiv:1701.07875.
import { z } from 'zod'
import type { Problem } from '../problem'
import { adversarialParameters, adversarialPasses, adversaries, DISCRIMINATOR, drawFakes, fakesOf, gameDrawing, GENERATOR, generatorRole, opinions, opponentRole, opponentSteps, PENALTY_PASSES, turns } from './parts/adversaries'
import { gradientPenalty } from './parts/adversarial-terms'
import { adversaryNeeds, checkGenerator, checkVerdict } from './parts/adversary-checks'
import { checkGradientPenalty } from './parts/gradient-penalty-checks'
import { defineRecipe, type PlayerLoss } from './recipe-definition'

const parameters = adversarialParameters.extend({
  penaltyWeight: z.number().min(0).max(10_000).default(10).meta({ title: 'Penalty (λ)', description: 'Weight of the gradient penalty, which holds the critic’s slopes near 1.' }),
  criticSteps: opponentSteps('Critic’s updates (k)', 5),
})

export const wganGp = defineRecipe({
  id: 'wgan-gp',
  title: 'WGAN-GP',
  help: {
    text:
      'The critic gives every example a number, as high as it can for data and as low as it can for fakes, but may not rise faster than 1 a unit of distance; a penalty on its slope between data and fakes sees to that. ' +
      'The gap between its two means then estimates the Wasserstein distance, which shrinks as fakes improve, unlike a GAN’s losses. Slower a step, steadier over a run.',
    formula:
      'L_C = \\tfrac{1}{B} \\sum_b \\left[ C(\\tilde{x}_b) - C(x_b) + \\lambda \\, p_b \\right], \\quad p_b = \\left( \\lVert \\nabla C(\\hat{x}_b) \\rVert_2 - 1 \\right)^2 \\\\ ' +
      'L_G = -\\frac{1}{B} \\sum_b C(\\tilde{x}_b), \\quad \\tilde{x} = G(z), \\; z \\sim \\mathcal{N}(0, I) \\\\ ' +
      '\\hat{x} = \\varepsilon x + (1 - \\varepsilon) \\tilde{x}, \\quad \\varepsilon \\sim U(0, 1)',
    source: 'Gulrajani et al. 2017, Improved Training of Wasserstein GANs, arXiv:1704.00028, algorithm 1',
  },
  parameters,
  roles: [generatorRole, opponentRole('Critic', 'C(x)')],
  players: adversaries('Critic'),
  metrics: () => [
    // It falls as samples near the data, but only under a critic that has learned: an untrained one sees no distance at all.
    { name: 'wassersteinEstimate', title: 'Wasserstein estimate', unit: 'distance', better: 'neither', splits: ['train', 'test'], group: 'Wasserstein estimate' },
    { name: 'gradientPenalty', title: 'Gradient penalty', unit: 'squared slope', better: 'lower', splits: ['train'], group: 'Gradient penalty' },
    { name: 'criticLoss', title: 'Critic', unit: 'critic’s units', better: 'neither', splits: ['train'], group: 'Loss', colour: 'discriminator' },
    { name: 'generatorLoss', title: 'Generator', unit: 'critic’s units', better: 'neither', splits: ['train'], group: 'Loss', colour: 'generator' },
  ],
  primaryMetric: 'test/wassersteinEstimate',
  drawing: () =>
    gameDrawing('C', { title: 'Critic', formula: 'C(\\tilde{x}) - C(x) + \\lambda (\\lVert \\nabla C(\\hat{x}) \\rVert_2 - 1)^2' }, '-C(\\tilde{x})'),
  needs: ({ dataset }) => [
    ...adversaryNeeds(dataset, ['linear']),
    { role: DISCRIMINATOR, text: 'a second gradient everywhere', unmetBy: ['no-second-gradient', 'critic-batch-normalisation'] },
  ],
  validate: ({ dataset, networks }): readonly Problem[] => [
    ...checkGenerator(networks[GENERATOR], dataset),
    ...checkVerdict(networks[DISCRIMINATOR], 'critic', ['linear']),
    ...checkGradientPenalty(networks[DISCRIMINATOR]),
  ],
  schedule: () => ({}),
  updates: (settings) => turns(settings.criticSteps, settings),
  batchesPerStep: ({ criticSteps }) => criticSteps,
  passes: (update, settings) => adversarialPasses(update, settings, PENALTY_PASSES),
  prepare: (context) => ({ fake: drawFakes(context, context.x.shape[0] ?? 1) }),
  loss: (player, context): PlayerLoss => {
    const { tf, x } = context
    const fake = fakesOf(context)
    if (player === GENERATOR) {
      const loss = tf.neg(tf.mean(opinions(context, fake)))
      return { loss, metrics: { generatorLoss: loss } }
    }
    const mix = context.random.uniform('interpolation', [x.shape[0] ?? 1, ...x.shape.slice(1).map(() => 1)])
    const penalty = tf.mean(gradientPenalty(tf, x, fake, mix, (examples) => opinions(context, examples)))
    const distance = tf.sub(tf.mean(opinions(context, x)), tf.mean(opinions(context, fake)))
    const loss = tf.sub(tf.mul(penalty, context.parameters.penaltyWeight), distance)
    return { loss, metrics: { criticLoss: loss, wassersteinEstimate: distance, gradientPenalty: penalty } }
  },
  /** Held-out data against fakes from noise that is the same at every test: a critic that learnt its examples by heart shows here. */
  evaluate: (context) => ({ wassersteinEstimate: context.tf.sub(opinions(context, context.x), opinions(context, fakesOf(context))) }),
  latentShape: (networks) => networks[GENERATOR]?.inputShape ?? undefined,
  decode: (context, latent) => context.forward(GENERATOR, latent).output,
  sampling: 'standard-normal',
})
