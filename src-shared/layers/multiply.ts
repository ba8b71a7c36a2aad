// Product of two values, number by number: gates, and squeeze-and-excitation (Hu, Shen and Sun 2018).
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { alignedPair, mergedShape, pairOfPorts } from './parts/merged-shape'
import { sizeOf } from '../tensors/shape'
import { call } from './code/python'
import { kerasAligned, pytorchAligned } from './code/merge-code'

export const multiplyLayer = defineLayer({
  type: 'multiply',
  title: 'Multiply',
  category: 'merge',
  icon: 'c-merge',
  hint: 'product',
  keywords: ['product', 'times', 'gate', 'gating', 'attention', 'squeeze', 'excite', 'modulate', 'join'],
  help: {
    text: 'Multiplies two values number by number. With a sigmoid on one side it is a gate; one number a channel, from Global pool and Dense, makes squeeze and excitation.',
    formula: 'y_i = a_i\\, b_i',
    shape: 'Two inputs of one shape enter and that shape comes out. One of them may instead be one number for each channel of the other.',
    source: 'Hu, Shen and Sun 2018, Squeeze-and-excitation networks',
  },
  picture: () => grids(['59/95', '90/09'], ['50/05'], '×'),
  parameters: z.object({}),
  inputs: pairOfPorts,
  outputs: [{ id: 'output', title: 'Output' }],
  settings: () => ['a × b'],
  shape: (_parameters, inputs, sources) => mergedShape('Multiply', inputs, sources),
  weights: () => [],
  multiplyAdds: (_parameters, _inputs, output) => sizeOf(output),
  pytorch: ({ inputs }) => ({ order: 'kept', steps: [{ expression: pytorchAligned(inputs, (a, b) => `${a} * ${b}`) }] }),
  keras: ({ inputs }) => ({ steps: [{ make: call('layers.Multiply'), use: kerasAligned(inputs) }] }),
  apply({ tf, inputs }) {
    const [first, second] = alignedPair(tf, inputs)
    return tf.mul(first, second)
  },
})
