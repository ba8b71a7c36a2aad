// Multi-head self-attention: every place looks at every other, softmax(Q Kᵀ / sqrt(d)) V a head, then one more product.
// Vaswani et al. 2017, "Attention is all you need"; in image generators: Zhang et al. 2019, SAGAN. Kernel [channels, 3 channels] for
// queries, keys and values in that order; output kernel [channels, channels].
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { nearestDivisor } from './parts/divisors'
import { grids } from './parts/layer-picture'
import { softmax } from './parts/softmax'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import { fromSource, spellShape } from './words'
import type { Tensor } from '../tensors/tf'
import { call, keyword } from './code/python'
import { asIs, transposed } from './code/weight-code'
import type { WeightPlan } from './code/layer-code'
import { blockOf, reshapeArray } from '../tensors/array-layout'

export const selfAttentionLayer = defineLayer({
  type: 'self-attention',
  title: 'Self-attention',
  category: 'sequence',
  icon: 'c-rec',
  hint: 'all see all',
  keywords: ['attention', 'transformer', 'multi-head', 'heads', 'query', 'key', 'value', 'sagan', 'non-local'],
  help: {
    text: 'Lets every place of a sequence or an image look at every other and take in a mixture of them, weighted by how well query and key agree. What lies far apart can match, as two eyes must. Add its output to its input to keep what was there. Work and memory grow with the square of the number of places.',
    formula: 'y = \\Big[\\mathrm{softmax}\\Big(\\frac{Q_h K_h^\\top}{\\sqrt{d}}\\Big) V_h\\Big]_h W_o + b_o \\\\ Q,\\, K,\\, V = x W + b',
    shape: 'A sequence, steps × channels, or an image enters and leaves unchanged; its channels must be a multiple of the heads.',
    source: 'Vaswani et al. 2017, Attention is all you need; Zhang et al. 2019, Self-attention generative adversarial networks',
  },
  picture: () => grids(['19/53/82', '831/372/128'], ['46/54/65']),
  parameters: z.object({
    heads: z.int().min(1).max(256).default(1).meta({ title: 'Heads', description: 'How many mixtures are made side by side, each of a share of the channels.' }),
    bias: z.boolean().default(true).meta({ title: 'Bias', description: 'Adds learned numbers to queries, keys, values and output.' }),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  keepsShape: true,
  settings: ({ heads }) => [`${heads} head${heads === 1 ? '' : 's'}`],
  shape({ heads }, inputs, sources) {
    const input = portShape(inputs, 'input')
    const channels = channelsOf(input)
    if (input.length < 2) {
      return {
        ok: false,
        code: 'input-without-places',
        title: `Self-attention cannot take ${spellShape(input)}`,
        expected: 'an image or a sequence, two axes or more',
        got: fromSource(`${spellShape(input)}, ${input.length} axis,`, sources?.['input']),
        fix: 'put it before Flatten, or reshape its input to steps × channels',
        intended: input,
      }
    }
    if (channels % heads === 0) return { ok: true, output: input }
    const near = nearestDivisor(channels, heads)
    return {
      ok: false,
      code: 'channels-not-divisible',
      title: `Self-attention cannot part ${channels} channels among ${heads} heads`,
      expected: `channels in multiples of ${heads}`,
      got: fromSource(`${channels} channels`, sources?.['input']),
      fix: `use ${near} head${near === 1 ? '' : 's'}`,
      parameter: 'heads',
      intended: input,
      fixes: [{ label: `Use ${near} head${near === 1 ? '' : 's'}`, parameters: { heads: near } }],
    }
  },
  weights({ bias }, inputs) {
    const channels = channelsOf(portShape(inputs, 'input'))
    const kernel = { name: 'kernel', shape: [channels, 3 * channels], initialiser: { kind: 'glorot-uniform', fanIn: channels, fanOut: channels }, trainable: true } as const
    const outputKernel = { name: 'outputKernel', shape: [channels, channels], initialiser: { kind: 'glorot-uniform', fanIn: channels, fanOut: channels }, trainable: true } as const
    if (!bias) return [kernel, outputKernel]
    return [
      kernel,
      { name: 'bias', shape: [3 * channels], initialiser: { kind: 'zeros' }, trainable: true },
      outputKernel,
      { name: 'outputBias', shape: [channels], initialiser: { kind: 'zeros' }, trainable: true },
    ]
  },
  multiplyAdds(_parameters, inputs) {
    const input = portShape(inputs, 'input')
    const channels = channelsOf(input)
    const places = sizeOf(input) / channels
    return places * 4 * channels * channels + 2 * places * places * channels
  },
  arithmetic({ bias }, inputs) {
    const channels = channelsOf(portShape(inputs, 'input'))
    return { parameters: `4·${channels}·${channels}${bias ? ` + 4·${channels}` : ''}` }
  },
  pytorch({ parameters: { heads, bias }, inputs }) {
    const layer = call('SelfAttention', String(channelsOf(portShape(inputs, 'input'))), keyword('heads', heads), keyword('bias', bias, true))
    const weights = {
      'attention.in_proj_weight': transposed('kernel', 1, 0),
      'attention.in_proj_bias': bias ? asIs('bias') : undefined,
      'attention.out_proj.weight': transposed('outputKernel', 1, 0),
      'attention.out_proj.bias': bias ? asIs('outputBias') : undefined,
    }
    return { order: 'first', steps: [{ make: layer, weights, helper: 'SelfAttention' }] }
  },
  keras({ parameters: { heads, bias }, inputs }) {
    const channels = channelsOf(portShape(inputs, 'input'))
    const size = channels / heads
    const part = (name: string, index: number, shape: readonly number[]): WeightPlan => (weight) => reshapeArray(blockOf(weight(name), index, 3), shape)
    const weights: Record<string, WeightPlan> = { 'attention_output/kernel': (weight) => reshapeArray(weight('outputKernel'), [heads, size, channels]) }
    if (bias) weights['attention_output/bias'] = asIs('outputBias')
    for (const [index, name] of ['query', 'key', 'value'].entries()) {
      weights[`${name}/kernel`] = part('kernel', index, [channels, heads, size])
      if (bias) weights[`${name}/bias`] = part('bias', index, [heads, size])
    }
    return { steps: [{ make: call('layers.MultiHeadAttention', String(heads), String(size), keyword('use_bias', bias, true)), weights, use: (made, [x = 'x']) => `${made}(${x}, ${x})` }] }
  },
  apply({ tf, parameters: { heads, bias }, inputs, weight }) {
    const x = portTensor(inputs, 'input')
    const [batch = 1] = x.shape
    const channels = channelsOf(x.shape)
    const places = x.size / batch / channels
    const size = channels / heads
    const product = (value: Tensor, kernel: string, offset: string): Tensor => {
      const made = tf.matMul(value, weight(kernel))
      return bias ? tf.add(made, weight(offset)) : made
    }
    const perHead = (value: Tensor): Tensor => tf.transpose(tf.reshape(value, [batch, places, heads, size]), [0, 2, 1, 3])
    const all = product(tf.reshape(x, [batch * places, channels]), 'kernel', 'bias')
    const [query, key, value] = tf.split(all, 3, 1).map(perHead) as [Tensor, Tensor, Tensor]
    const agreement = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(size))
    const mixed = tf.transpose(tf.matMul(softmax(tf, agreement), value), [0, 2, 1, 3])
    return tf.reshape(product(tf.reshape(mixed, [batch * places, channels]), 'outputKernel', 'outputBias'), x.shape)
  },
})
