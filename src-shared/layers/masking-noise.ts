// Masking corruption: in training each value is set to zero with probability `rate`, the others stay as they are (dropout would
// enlarge them). Vincent et al. 2008, "Extracting and composing robust features with denoising autoencoders".
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { mask } from './parts/corruptions'
import { grids } from './parts/layer-picture'
import { trainingNoise } from './parts/training-noise'
import { portTensor } from './port-tensor'
import { call, numberCode } from './code/python'

export const maskingNoiseLayer = defineLayer({
  type: 'masking-noise',
  title: 'Masking',
  ...trainingNoise,
  hint: 'blank',
  keywords: ['mask', 'masking noise', 'corruption', 'denoising', 'zero', 'blank', 'missing'],
  help: {
    text: 'While training, blanks a random share of the values and leaves the others as they are. An autoencoder behind it must fill the gaps from what is left, and so learns how values hang together. When testing it does nothing.',
    formula: 'y_i = m_i\\, x_i, \\quad m_i \\sim \\mathrm{Bernoulli}(1 - p)',
    shape: 'Any shape enters and leaves unchanged.',
    source: 'Vincent et al. 2008, Extracting and composing robust features with denoising autoencoders',
  },
  picture: () => grids(['4586/5974/4658'], ['a5a6/597a/a6a8']),
  parameters: z.object({
    rate: z.number().min(0).max(1).default(0.25).meta({ title: 'Rate', description: 'Share of the values that is blanked.' }),
  }),
  settings: ({ rate }) => [`p = ${rate}`],
  pytorch: ({ parameters: { rate } }) => ({ order: 'kept', steps: [{ make: call('MaskingNoise', numberCode(rate)), helper: 'MaskingNoise' }] }),
  keras: ({ parameters: { rate } }) => ({ steps: [{ make: call('MaskingNoise', numberCode(rate)), helper: 'MaskingNoise' }] }),
  apply({ tf, parameters: { rate }, inputs, training, random, stream }) {
    const x = portTensor(inputs, 'input')
    if (!training || rate === 0) return x
    return mask(tf, x, random.uniform(stream, x.shape), rate)
  },
})
