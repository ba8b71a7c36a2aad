// Mean of two values, number by number.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { alignedPair, mergedShape, pairOfPorts } from './parts/merged-shape'
import { sizeOf } from '../tensors/shape'
import { call } from './code/python'
import { kerasAligned, pytorchAligned } from './code/merge-code'

export const averageLayer = defineLayer({
  type: 'average',
  title: 'Average',
  category: 'merge',
  icon: 'c-merge',
  hint: 'mean',
  keywords: ['mean', 'blend', 'join', 'ensemble'],
  help: {
    text: 'The mean of two values, number by number. Unlike Add it keeps the size of the numbers, however alike the two are.',
    formula: 'y_i = \\tfrac{1}{2} (a_i + b_i)',
    shape: 'Two inputs of one shape enter and that shape comes out. One of them may instead be one number for each channel of the other.',
  },
  picture: () => grids(['28/64', '42/28'], ['35/46'], '+'),
  parameters: z.object({}),
  inputs: pairOfPorts,
  outputs: [{ id: 'output', title: 'Output' }],
  settings: () => ['(a + b) / 2'],
  shape: (_parameters, inputs, sources) => mergedShape('Average', inputs, sources),
  weights: () => [],
  multiplyAdds: (_parameters, _inputs, output) => sizeOf(output),
  pytorch: ({ inputs }) => ({ order: 'kept', steps: [{ expression: pytorchAligned(inputs, (a, b) => `0.5 * (${a} + ${b})`) }] }),
  keras: ({ inputs }) => ({ steps: [{ make: call('layers.Average'), use: kerasAligned(inputs) }] }),
  apply({ tf, inputs }) {
    const [first, second] = alignedPair(tf, inputs)
    return tf.mul(tf.add(first, second), 0.5)
  },
})
