// PReLU: a leaky ReLU whose slope below zero is learned. He et al. 2015, "Delving deep into rectifiers".
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { curve } from './parts/layer-picture'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import { call, keyword } from './code/python'
import { asIs } from './code/weight-code'
import { reshapeArray } from '../tensors/array-layout'

export const preluLayer = defineLayer({
  type: 'prelu',
  title: 'PReLU',
  category: 'activation',
  icon: 'c-act',
  hint: 'learned slope',
  keywords: ['parametric relu', 'leaky relu', 'rectifier', 'activation', 'slope'],
  help: {
    text: 'Keeps what is above zero and multiplies what is below by a slope that is learned, one for each channel or one for all.',
    formula: 'y_i = \\max(x_i, 0) + \\alpha_c \\min(x_i, 0)',
    shape: 'Any shape enters and leaves unchanged. Channels are the last axis.',
    source: 'He et al. 2015, Delving deep into rectifiers',
  },
  picture: ({ initialSlope }) => curve((x) => (x < 0 ? initialSlope * x : x)),
  parameters: z.object({
    initialSlope: z.number().min(-1).max(1).default(0.25).meta({ title: 'Initial slope', description: 'Of the part below zero, before training.' }),
    perChannel: z.boolean().default(true).meta({ title: 'Per channel', description: 'A slope for every channel; one for all of them otherwise.' }),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  keepsShape: true,
  settings: ({ perChannel }) => [perChannel ? 'per channel' : 'one slope'],
  shape: (_parameters, inputs) => ({ ok: true, output: portShape(inputs, 'input') }),
  weights: ({ initialSlope, perChannel }, inputs) => [
    { name: 'alpha', shape: [perChannel ? channelsOf(portShape(inputs, 'input')) : 1], initialiser: { kind: 'constant', value: initialSlope }, trainable: true },
  ],
  multiplyAdds: (_parameters, inputs) => sizeOf(portShape(inputs, 'input')),
  arithmetic: ({ perChannel }, inputs) => ({ parameters: `α ${perChannel ? channelsOf(portShape(inputs, 'input')) : 1}` }),
  pytorch({ parameters: { initialSlope, perChannel }, inputs }) {
    const slopes = perChannel ? channelsOf(portShape(inputs, 'input')) : 1
    return { order: 'first', steps: [{ make: call('nn.PReLU', slopes === 1 ? undefined : String(slopes), keyword('init', initialSlope, 0.25)), weights: { weight: asIs('alpha') } }] }
  },
  keras({ parameters: { initialSlope, perChannel }, inputs }) {
    const input = portShape(inputs, 'input')
    const shared = input.map((_extent, axis) => axis + 1).slice(0, perChannel ? -1 : undefined)
    const slopes = input.map((extent, axis) => (shared.includes(axis + 1) ? 1 : extent))
    const layer = call('layers.PReLU', `alpha_initializer=initializers.Constant(${initialSlope})`, shared.length === 0 ? undefined : `shared_axes=[${shared.join(', ')}]`)
    return { steps: [{ make: layer, weights: { alpha: (weight) => reshapeArray(weight('alpha'), slopes) } }] }
  },
  apply({ tf, inputs, weight }) {
    const x = portTensor(inputs, 'input')
    return tf.sub(tf.relu(x), tf.mul(weight('alpha'), tf.relu(tf.neg(x))))
  },
})
