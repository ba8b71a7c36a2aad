// Salt-and-pepper corruption: in training each value is replaced with probability `rate`, half of the time by the lowest value,
// half by the highest. Vincent et al. 2010, "Stacked denoising autoencoders". One uniform draw u a value: low below rate / 2,
// high from 1 - rate / 2.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { saltAndPepper } from './parts/corruptions'
import { grids } from './parts/layer-picture'
import { trainingNoise } from './parts/training-noise'
import { portTensor } from './port-tensor'
import { call, keyword, numberCode } from './code/python'

export const saltAndPepperNoiseLayer = defineLayer({
  type: 'salt-and-pepper-noise',
  title: 'Salt and pepper',
  ...trainingNoise,
  hint: '0 or 1',
  keywords: ['noise', 'corruption', 'denoising', 'impulse', 'black', 'white'],
  help: {
    text: 'While training, turns a random share of the values black or white. Unlike blanking it does not tell which values are wrong: the network has to find out. When testing it does nothing.',
    formula: 'y_i = \\text{low} \\;\\text{ where }\\; u_i < p/2 \\\\ y_i = \\text{high} \\;\\text{ where }\\; u_i \\ge 1 - p/2 \\\\ y_i = x_i \\;\\text{ elsewhere}',
    shape: 'Any shape enters and leaves unchanged.',
    source: 'Vincent et al. 2010, Stacked denoising autoencoders',
  },
  picture: () => grids(['4545/5454/4554'], ['45a5/j454/4aj4']),
  parameters: z.object({
    rate: z.number().min(0).max(1).default(0.25).meta({ title: 'Rate', description: 'Share of the values that is replaced.' }),
    low: z.number().min(-1000).max(1000).default(0).meta({ title: 'Pepper', description: 'The lowest value, as the data has it.' }),
    high: z.number().min(-1000).max(1000).default(1).meta({ title: 'Salt', description: 'The highest value, as the data has it.' }),
  }),
  settings: ({ rate, low, high }) => [`p = ${rate}`, `${low} or ${high}`],
  pytorch: ({ parameters: { rate, low, high } }) => ({
    order: 'kept',
    steps: [{ make: call('SaltAndPepperNoise', numberCode(rate), keyword('low', numberCode(low)), keyword('high', numberCode(high))), helper: 'SaltAndPepperNoise' }],
  }),
  keras: ({ parameters: { rate, low, high } }) => ({
    steps: [{ make: call('SaltAndPepperNoise', numberCode(rate), keyword('low', numberCode(low)), keyword('high', numberCode(high))), helper: 'SaltAndPepperNoise' }],
  }),
  apply({ tf, parameters: { rate, low, high }, inputs, training, random, stream }) {
    const x = portTensor(inputs, 'input')
    if (!training || rate === 0) return x
    return saltAndPepper(tf, x, random.uniform(stream, x.shape), { rate, low, high })
  },
})
