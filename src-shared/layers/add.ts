// Sum of two values, number by number: residual connections, He et al. 2016, "Deep residual learning for image recognition".
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { alignedPair, mergedShape, pairOfPorts } from './parts/merged-shape'
import { sizeOf } from '../tensors/shape'
import { call } from './code/python'
import { kerasAligned, pytorchAligned } from './code/merge-code'

export const addLayer = defineLayer({
  type: 'add',
  title: 'Add',
  category: 'merge',
  icon: 'c-merge',
  hint: 'sum',
  keywords: ['sum', 'plus', 'residual', 'skip', 'shortcut', 'resnet', 'join'],
  help: {
    text: 'Adds two values number by number. With a wire past some layers it makes a residual connection: what lies between learns only the difference.',
    formula: 'y_i = a_i + b_i',
    shape: 'Two inputs of one shape enter and that shape comes out. One of them may instead be one number for each channel of the other.',
    source: 'He et al. 2016, Deep residual learning for image recognition',
  },
  picture: () => grids(['24/62', '31/13'], ['55/75'], '+'),
  parameters: z.object({}),
  inputs: pairOfPorts,
  outputs: [{ id: 'output', title: 'Output' }],
  settings: () => ['a + b'],
  shape: (_parameters, inputs, sources) => mergedShape('Add', inputs, sources),
  weights: () => [],
  multiplyAdds: (_parameters, _inputs, output) => sizeOf(output),
  pytorch: ({ inputs }) => ({ order: 'kept', steps: [{ expression: pytorchAligned(inputs, (a, b) => `${a} + ${b}`) }] }),
  keras: ({ inputs }) => ({ steps: [{ make: call('layers.Add'), use: kerasAligned(inputs) }] }),
  apply({ tf, inputs }) {
    const [first, second] = alignedPair(tf, inputs)
    return tf.add(first, second)
  },
})
