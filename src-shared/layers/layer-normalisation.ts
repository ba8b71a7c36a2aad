// Layer normalisation: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, the moments being those of one example.
// Ba, Kiros and Hinton 2016. It works alike in training and afterwards, and does not mix examples.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { epsilonSetting, normaliseOver, scaleAndOffset, scaleAndOffsetSetting, withScaleAndOffset } from './parts/normalise-over'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import { call, keyword } from './code/python'
import { asIs } from './code/weight-code'
import { kerasGroupNorm, pytorchGroupNorm } from './code/normalisation-code'

export const layerNormalisationLayer = defineLayer({
  type: 'layer-normalisation',
  title: 'Layer norm',
  category: 'normalise',
  icon: 'c-norm',
  hint: 'example',
  keywords: ['layer normalisation', 'layer normalization', 'layernorm', 'ln', 'norm', 'standardise', 'transformer'],
  help: {
    text: 'Shifts and scales the values of each example to mean 0 and variance 1, over all of them or over the channels of each place. Unlike batch normalisation it does not mix examples: a critic under gradient penalty may have it.',
    formula: 'y = \\gamma\\, \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}} + \\beta',
    shape: 'Any shape enters and leaves unchanged. Scale and offset are one number a channel, the last axis.',
    source: 'Ba, Kiros and Hinton 2016, Layer normalization',
  },
  picture: () => grids(['789/978/898'], ['147/714/474']),
  parameters: z.object({
    over: z
      .enum(['example', 'channels'])
      .default('example')
      .meta({ title: 'Over', description: 'All values of an example, as in convolutional networks, or the channels of each place, as in transformers.', labels: { example: 'Example', channels: 'Channels' } }),
    epsilon: epsilonSetting(0.001),
    scaleAndOffset: scaleAndOffsetSetting(),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  keepsShape: true,
  settings: ({ over }) => [`over ${over === 'example' ? 'the example' : 'channels'}`],
  shape: (_parameters, inputs) => ({ ok: true, output: portShape(inputs, 'input') }),
  weights: ({ scaleAndOffset: learned }, inputs) => (learned ? scaleAndOffset(channelsOf(portShape(inputs, 'input'))) : []),
  multiplyAdds: (_parameters, inputs) => sizeOf(portShape(inputs, 'input')),
  arithmetic({ scaleAndOffset: learned }, inputs) {
    const channels = channelsOf(portShape(inputs, 'input'))
    return learned ? { parameters: `γ ${channels} + β ${channels}` } : {}
  },
  pytorch({ parameters: { over, epsilon, scaleAndOffset: learned }, inputs }) {
    const input = portShape(inputs, 'input')
    // One group of all channels: the moments of the whole example, a scale for every channel.
    if (over === 'example' && input.length > 1) return pytorchGroupNorm(1, channelsOf(input), epsilon, learned)
    const layer = call('nn.LayerNorm', String(channelsOf(input)), keyword('eps', epsilon, 1e-5), keyword('elementwise_affine', learned, true))
    return { order: 'last', steps: [{ make: layer, weights: { weight: learned ? asIs('gamma') : undefined, bias: learned ? asIs('beta') : undefined } }] }
  },
  keras({ parameters: { over, epsilon, scaleAndOffset: learned }, inputs }) {
    if (over === 'example' && portShape(inputs, 'input').length > 1) return kerasGroupNorm(1, epsilon, learned)
    const layer = call('layers.LayerNormalization', keyword('epsilon', epsilon, 0.001), keyword('center', learned, true), keyword('scale', learned, true))
    return { steps: [{ make: layer, weights: { gamma: learned ? asIs('gamma') : undefined, beta: learned ? asIs('beta') : undefined } }] }
  },
  apply({ tf, parameters: { over, epsilon, scaleAndOffset: learned }, inputs, weight }) {
    const x = portTensor(inputs, 'input')
    const axes = over === 'channels' ? [x.rank - 1] : x.shape.map((_extent, axis) => axis).slice(1)
    return withScaleAndOffset(tf, normaliseOver(tf, x, axes, epsilon), learned, weight)
  },
})
