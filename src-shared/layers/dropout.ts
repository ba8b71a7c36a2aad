// Dropout: in training each value is set to zero with probability `rate` and the rest are divided by 1 - rate; otherwise
// nothing happens. Srivastava et al. 2014. The mask comes from the step's random key, so a step stays a pure function.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { trainingNoise } from './parts/training-noise'
import { portTensor } from './port-tensor'
import { call, numberCode } from './code/python'

export const dropoutLayer = defineLayer({
  type: 'dropout',
  title: 'Dropout',
  ...trainingNoise,
  hint: 'p',
  keywords: ['regularise', 'mask', 'noise', 'drop', 'overfitting'],
  help: {
    text: 'While training, switches off a random share of the values at every step, so that the network cannot lean on any single one. The others are enlarged to keep the sum. When testing it does nothing.',
    formula: 'y_i = \\frac{m_i\\, x_i}{1 - p}, \\quad m_i \\sim \\mathrm{Bernoulli}(1 - p)',
    shape: 'Any shape enters and leaves unchanged.',
    source: 'Srivastava et al. 2014, Dropout: a simple way to prevent neural networks from overfitting',
  },
  picture: () => grids(['4545/5454/4554'], ['80a0/0808/8aa8']),
  parameters: z.object({
    rate: z.number().min(0).max(0.95).default(0.25).meta({ title: 'Rate', description: 'Share of the values that is switched off.' }),
  }),
  settings: ({ rate }) => [`p = ${rate}`],
  pytorch: ({ parameters: { rate } }) => ({ order: 'kept', steps: [{ make: call('nn.Dropout', numberCode(rate)) }] }),
  keras: ({ parameters: { rate } }) => ({ steps: [{ make: call('layers.Dropout', numberCode(rate)) }] }),
  apply({ tf, parameters: { rate }, inputs, training, random, stream }) {
    const x = portTensor(inputs, 'input')
    if (!training || rate === 0) return x
    const kept = tf.cast(tf.greaterEqual(random.uniform(stream, x.shape), rate), 'float32')
    return tf.mul(x, tf.div(kept, 1 - rate))
  },
})
