// Batch normalisation: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, each channel by itself.
// Ioffe and Szegedy 2015. In training the moments are the batch's own and gradients pass through them; otherwise they are
// the moving averages. The moving variance keeps the biased estimate (divided by n, not n - 1), as Keras does.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import { call, keyword, numberCode } from './code/python'
import { asIs } from './code/weight-code'

export const batchNormalisationLayer = defineLayer({
  type: 'batch-normalisation',
  title: 'Batch norm',
  category: 'normalise',
  icon: 'c-norm',
  hint: 'per channel',
  keywords: ['batch normalisation', 'batch normalization', 'batchnorm', 'bn', 'norm', 'standardise'],
  help: {
    text: 'Shifts and scales every channel to mean 0 and variance 1 over the batch, then lets the network choose its own scale γ and offset β. Deep networks train faster and with larger learning rates. After training, running averages stand in for the batch.',
    formula: 'y = \\gamma\\, \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}} + \\beta',
    shape: 'Any shape enters and leaves unchanged. Channels are the last axis.',
    source: 'Ioffe and Szegedy 2015, Batch normalization: accelerating deep network training',
  },
  picture: () => grids(['78/97/89', '12/20/11'], ['35/72/57', '37/70/44']),
  parameters: z.object({
    momentum: z
      .number()
      .min(0)
      .max(0.9999)
      .default(0.99)
      .meta({ title: 'Momentum', description: 'How much of the running averages is kept at every step.' }),
    epsilon: z.number().min(1e-8).max(1).default(0.001).meta({ title: 'Epsilon', description: 'Added to the variance, so that nothing is divided by zero.' }),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  keepsShape: true,
  settings: ({ momentum }) => ['per channel', `momentum ${momentum}`],
  shape(_parameters, inputs) {
    return { ok: true, output: portShape(inputs, 'input') }
  },
  weights(_parameters, inputs) {
    const shape = [channelsOf(portShape(inputs, 'input'))]
    return [
      { name: 'gamma', shape, initialiser: { kind: 'ones' }, trainable: true },
      { name: 'beta', shape, initialiser: { kind: 'zeros' }, trainable: true },
      { name: 'movingMean', shape, initialiser: { kind: 'zeros' }, trainable: false },
      { name: 'movingVariance', shape, initialiser: { kind: 'ones' }, trainable: false },
    ]
  },
  multiplyAdds: (_parameters, inputs) => sizeOf(portShape(inputs, 'input')),
  arithmetic(_parameters, inputs) {
    const channels = channelsOf(portShape(inputs, 'input'))
    return { parameters: `γ ${channels} + β ${channels}` }
  },
  pytorch({ parameters: { momentum, epsilon }, inputs }) {
    const input = portShape(inputs, 'input')
    const layer = call(`nn.BatchNorm${Math.max(1, input.length - 1)}d`, String(channelsOf(input)), keyword('eps', epsilon, 1e-5), keyword('momentum', numberCode(1 - momentum), '0.1'))
    const weights = { weight: asIs('gamma'), bias: asIs('beta'), running_mean: asIs('movingMean'), running_var: asIs('movingVariance') }
    return { order: 'first', steps: [{ make: layer, weights }], notes: ['Batch norm: PyTorch keeps the unbiased variance (n - 1) in its running average, the studio the biased one (n).'] }
  },
  keras: ({ parameters: { momentum, epsilon } }) => ({
    steps: [
      {
        make: call('layers.BatchNormalization', keyword('momentum', momentum, 0.99), keyword('epsilon', epsilon, 0.001)),
        weights: { gamma: asIs('gamma'), beta: asIs('beta'), moving_mean: asIs('movingMean'), moving_variance: asIs('movingVariance') },
      },
    ],
  }),
  apply({ tf, parameters, inputs, weight, update, training }) {
    const x = portTensor(inputs, 'input')
    const normalise = (mean: typeof x, variance: typeof x): typeof x => {
      const scale = tf.mul(weight('gamma'), tf.rsqrt(tf.add(variance, parameters.epsilon)))
      return tf.add(tf.mul(tf.sub(x, mean), scale), weight('beta'))
    }
    if (!training) return normalise(weight('movingMean'), weight('movingVariance'))
    const axes = x.shape.slice(0, -1).map((_extent, axis) => axis)
    const mean = tf.mean(x, axes)
    const variance = tf.mean(tf.square(tf.sub(x, mean)), axes)
    const blend = (old: typeof x, fresh: typeof x): typeof x => tf.add(tf.mul(old, parameters.momentum), tf.mul(fresh, 1 - parameters.momentum))
    update('movingMean', blend(weight('movingMean'), mean))
    update('movingVariance', blend(weight('movingVariance'), variance))
    return normalise(mean, variance)
  },
})
