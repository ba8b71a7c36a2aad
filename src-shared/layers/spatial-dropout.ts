// Spatial dropout: in training whole channels are set to zero with probability `rate` and the rest divided by 1 - rate.
// Tompson et al. 2015. The mask comes from the step's random key, so a step stays a pure function.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { trainingNoise } from './parts/training-noise'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { call, numberCode } from './code/python'

export const spatialDropoutLayer = defineLayer({
  type: 'spatial-dropout',
  title: 'Spatial dropout',
  ...trainingNoise,
  hint: 'channels',
  keywords: ['dropout', 'channel dropout', 'dropout2d', 'regularise', 'drop', 'feature map'],
  help: {
    text: 'While training, switches off whole channels of an image or a sequence at every step. Neighbouring pixels tell much the same, so dropping them one by one would hardly matter. When testing it does nothing.',
    formula: 'y_{ijc} = \\frac{m_c\\, x_{ijc}}{1 - p}, \\quad m_c \\sim \\mathrm{Bernoulli}(1 - p)',
    shape: 'Any shape enters and leaves unchanged. Channels are the last axis.',
    source: 'Tompson et al. 2015, Efficient object localization using convolutional networks',
  },
  picture: () => grids(['35/54', '42/26', '54/45'], ['69/97', 'aa/aa', '97/79']),
  parameters: z.object({
    rate: z.number().min(0).max(0.95).default(0.25).meta({ title: 'Rate', description: 'Share of the channels that is switched off.' }),
  }),
  settings: ({ rate }) => [`p = ${rate}`],
  pytorch({ parameters: { rate }, inputs }) {
    const places = portShape(inputs, 'input').length - 1
    return { order: 'first', steps: [{ make: call(places === 0 ? 'nn.Dropout' : `nn.Dropout${places}d`, numberCode(rate)) }] }
  },
  keras({ parameters: { rate }, inputs }) {
    const places = portShape(inputs, 'input').length - 1
    return { steps: [{ make: call(places === 0 ? 'layers.Dropout' : `layers.SpatialDropout${places}D`, numberCode(rate)) }] }
  },
  apply({ tf, parameters: { rate }, inputs, training, random, stream }) {
    const x = portTensor(inputs, 'input')
    if (!training || rate === 0) return x
    const [batch = 1, ...places] = x.shape.slice(0, -1)
    const mask = random.uniform(stream, [batch, ...places.map(() => 1), channelsOf(x.shape)])
    return tf.mul(x, tf.div(tf.cast(tf.greaterEqual(mask, rate), 'float32'), 1 - rate))
  },
})
