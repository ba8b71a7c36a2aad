// Instance normalisation: each channel of each example to mean 0 and variance 1 over its own places.
// Ulyanov, Vedaldi and Lempitsky 2016.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { epsilonSetting, normaliseOver, scaleAndOffset, scaleAndOffsetSetting, withScaleAndOffset } from './parts/normalise-over'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import { fromSource, spellShape } from './words'
import { call, keyword } from './code/python'
import { asIs } from './code/weight-code'
import { kerasGroupNorm } from './code/normalisation-code'

export const instanceNormalisationLayer = defineLayer({
  type: 'instance-normalisation',
  title: 'Instance norm',
  category: 'normalise',
  icon: 'c-norm',
  hint: 'contrast',
  keywords: ['instance normalisation', 'instance normalization', 'instancenorm', 'norm', 'style', 'cyclegan', 'contrast'],
  help: {
    text: 'Shifts and scales every channel of every example to mean 0 and variance 1 over its own pixels. Brightness and contrast of a picture are forgotten: what style transfer and CycleGAN want.',
    formula: 'y_{ijc} = \\gamma_c\\, \\frac{x_{ijc} - \\mu_c}{\\sqrt{\\sigma_c^2 + \\varepsilon}} + \\beta_c',
    shape: 'At least two axes enter, an image or a sequence, and leave unchanged. Channels are the last axis.',
    source: 'Ulyanov, Vedaldi and Lempitsky 2016, Instance normalization: the missing ingredient for fast stylization',
  },
  picture: () => grids(['789/978/898', '012/201/121'], ['147/714/474', '147/714/474']),
  parameters: z.object({ epsilon: epsilonSetting(0.00001), scaleAndOffset: scaleAndOffsetSetting() }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  keepsShape: true,
  settings: () => ['per channel'],
  shape(_parameters, inputs, sources) {
    const input = portShape(inputs, 'input')
    if (input.length > 1) return { ok: true, output: input }
    return {
      ok: false,
      code: 'input-without-places',
      title: `Instance norm cannot take ${spellShape(input)}`,
      expected: 'an image or a sequence, two axes or more: a channel of one value has no variance',
      got: fromSource(`${spellShape(input)}, ${input.length} axis,`, sources?.['input']),
      fix: 'use Layer norm instead, or put it before Flatten',
      intended: input,
    }
  },
  weights: ({ scaleAndOffset: learned }, inputs) => (learned ? scaleAndOffset(channelsOf(portShape(inputs, 'input'))) : []),
  multiplyAdds: (_parameters, inputs) => sizeOf(portShape(inputs, 'input')),
  arithmetic({ scaleAndOffset: learned }, inputs) {
    const channels = channelsOf(portShape(inputs, 'input'))
    return learned ? { parameters: `γ ${channels} + β ${channels}` } : {}
  },
  pytorch({ parameters: { epsilon, scaleAndOffset: learned }, inputs }) {
    const input = portShape(inputs, 'input')
    const layer = call(`nn.InstanceNorm${input.length - 1}d`, String(channelsOf(input)), keyword('eps', epsilon, 1e-5), keyword('affine', learned, false))
    return { order: 'first', steps: [{ make: layer, weights: { weight: learned ? asIs('gamma') : undefined, bias: learned ? asIs('beta') : undefined } }] }
  },
  // As many groups as channels.
  keras: ({ parameters: { epsilon, scaleAndOffset: learned } }) => kerasGroupNorm(-1, epsilon, learned),
  apply({ tf, parameters: { epsilon, scaleAndOffset: learned }, inputs, weight }) {
    const x = portTensor(inputs, 'input')
    const places = x.shape.map((_extent, axis) => axis).slice(1, -1)
    return withScaleAndOffset(tf, normaliseOver(tf, x, places, epsilon), learned, weight)
  },
})
