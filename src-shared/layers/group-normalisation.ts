// Group normalisation: the channels of an example in groups, each group to mean 0 and variance 1. Wu and He 2018. One group is
// layer normalisation, as many groups as channels is instance normalisation.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { nearestDivisor } from './parts/divisors'
import { grids } from './parts/layer-picture'
import { epsilonSetting, normaliseOver, scaleAndOffset, scaleAndOffsetSetting, withScaleAndOffset } from './parts/normalise-over'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import { fromSource } from './words'
import { kerasGroupNorm, pytorchGroupNorm } from './code/normalisation-code'

export const groupNormalisationLayer = defineLayer({
  type: 'group-normalisation',
  title: 'Group norm',
  category: 'normalise',
  icon: 'c-norm',
  hint: 'groups',
  keywords: ['group normalisation', 'group normalization', 'groupnorm', 'gn', 'norm', 'standardise'],
  help: {
    text: 'Parts the channels of each example into groups and brings each group to mean 0 and variance 1. It does not depend on the batch, so small batches do not hurt it.',
    formula: 'y = \\gamma_c\\, \\frac{x - \\mu_g}{\\sqrt{\\sigma_g^2 + \\varepsilon}} + \\beta_c, \\quad c \\in g',
    shape: 'Any shape enters and leaves unchanged; its channels, the last axis, must be a multiple of the groups.',
    source: 'Wu and He 2018, Group normalization',
  },
  picture: () => grids(['78/97', '89/88', '12/20', '11/21'], ['25/92', '59/55', '47/91', '44/74']),
  parameters: z.object({
    groups: z.int().min(1).max(4096).default(8).meta({ title: 'Groups', description: 'Into how many groups the channels are parted.' }),
    epsilon: epsilonSetting(0.00001),
    scaleAndOffset: scaleAndOffsetSetting(),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  keepsShape: true,
  settings: ({ groups }) => [`${groups} group${groups === 1 ? '' : 's'}`],
  shape({ groups }, inputs, sources) {
    const input = portShape(inputs, 'input')
    const channels = channelsOf(input)
    if (channels % groups === 0) return { ok: true, output: input }
    const near = nearestDivisor(channels, groups)
    return {
      ok: false,
      code: 'channels-not-divisible',
      title: `Group norm cannot part ${channels} channels into ${groups} groups`,
      expected: `channels in multiples of ${groups}`,
      got: fromSource(`${channels} channels`, sources?.['input']),
      fix: `use ${near} group${near === 1 ? '' : 's'}`,
      parameter: 'groups',
      intended: input,
      fixes: [{ label: `Use ${near} group${near === 1 ? '' : 's'}`, parameters: { groups: near } }],
    }
  },
  weights: ({ scaleAndOffset: learned }, inputs) => (learned ? scaleAndOffset(channelsOf(portShape(inputs, 'input'))) : []),
  multiplyAdds: (_parameters, inputs) => sizeOf(portShape(inputs, 'input')),
  arithmetic({ scaleAndOffset: learned }, inputs) {
    const channels = channelsOf(portShape(inputs, 'input'))
    return learned ? { parameters: `γ ${channels} + β ${channels}` } : {}
  },
  pytorch: ({ parameters: { groups, epsilon, scaleAndOffset: learned }, inputs }) => pytorchGroupNorm(groups, channelsOf(portShape(inputs, 'input')), epsilon, learned),
  keras: ({ parameters: { groups, epsilon, scaleAndOffset: learned } }) => kerasGroupNorm(groups, epsilon, learned),
  apply({ tf, parameters: { groups, epsilon, scaleAndOffset: learned }, inputs, weight }) {
    const x = portTensor(inputs, 'input')
    const channels = channelsOf(x.shape)
    const [batch = 1] = x.shape
    // [batch, places, groups, channels of a group]
    const grouped = tf.reshape(x, [batch, x.size / batch / channels, groups, channels / groups])
    const normalised = tf.reshape(normaliseOver(tf, grouped, [1, 3], epsilon), x.shape)
    return withScaleAndOffset(tf, normalised, learned, weight)
  },
})
