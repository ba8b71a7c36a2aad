// Gaussian noise: in training every value gets an independent draw from N(0, deviation²) added; otherwise nothing happens.
// The corruption of a denoising autoencoder: Vincent et al. 2008 and 2010.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { addGaussian } from './parts/corruptions'
import { grids } from './parts/layer-picture'
import { trainingNoise } from './parts/training-noise'
import { portTensor } from './port-tensor'
import { call, numberCode } from './code/python'

export const gaussianNoiseLayer = defineLayer({
  type: 'gaussian-noise',
  title: 'Gaussian noise',
  ...trainingNoise,
  hint: 'σ',
  keywords: ['noise', 'corruption', 'denoising', 'jitter', 'instance noise', 'regularise'],
  help: {
    text: 'While training, adds fresh normal noise to every value. At the start of an encoder it makes a denoising autoencoder; before a discriminator it smooths the game. When testing it does nothing.',
    formula: 'y_i = x_i + \\sigma\\, \\varepsilon_i, \\quad \\varepsilon_i \\sim \\mathcal{N}(0, 1)',
    shape: 'Any shape enters and leaves unchanged.',
    source: 'Vincent et al. 2010, Stacked denoising autoencoders',
  },
  picture: () => grids(['0080/0880/0080/0080'], ['1172/0790/2081/1090']),
  parameters: z.object({
    deviation: z.number().min(0).max(10).default(0.1).meta({ title: 'Deviation (σ)', description: 'Standard deviation of the noise, in the units of the values.' }),
  }),
  settings: ({ deviation }) => [`σ = ${deviation}`],
  pytorch: ({ parameters: { deviation } }) => ({ order: 'kept', steps: [{ make: call('GaussianNoise', numberCode(deviation)), helper: 'GaussianNoise' }] }),
  keras: ({ parameters: { deviation } }) => ({ steps: [{ make: call('layers.GaussianNoise', numberCode(deviation)) }] }),
  apply({ tf, parameters: { deviation }, inputs, training, random, stream }) {
    const x = portTensor(inputs, 'input')
    if (!training || deviation === 0) return x
    return addGaussian(tf, x, random.normal(stream, x.shape), deviation)
  },
})
