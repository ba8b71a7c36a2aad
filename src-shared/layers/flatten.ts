// Flatten: all axes of an example into one, last axis fastest.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { portShape, portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import { call } from './code/python'

export const flattenLayer = defineLayer({
  type: 'flatten',
  title: 'Flatten',
  category: 'shape',
  icon: 'c-shape',
  hint: 'to one axis',
  keywords: ['vector', 'reshape', 'unroll', 'shape'],
  help: {
    text: 'Lays the values of an image out in one long row, row by row, channels together. Nothing is computed and nothing is lost; Dense needs its input so.',
    formula: 'y_{(iW + j)C + c} = x_{ijc}',
    shape: 'Any shape enters; one axis comes out, as long as all extents multiplied.',
  },
  picture: () => grids(['135/468'], ['135468']),
  parameters: z.object({}),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: () => ['row by row'],
  shape: (_parameters, inputs) => ({ ok: true, output: [sizeOf(portShape(inputs, 'input'))] }),
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic(_parameters, inputs, output) {
    const input = portShape(inputs, 'input')
    return { output: input.length < 2 ? undefined : `${input.join(' · ')} = ${output.join('')}` }
  },
  // The generator sees to it that what enters has channels last, or that the weights behind follow.
  pytorch: ({ order }) => ({ order: 'kept', gives: order, steps: [{ make: call('nn.Flatten') }] }),
  keras: () => ({ steps: [{ make: call('layers.Flatten') }] }),
  apply({ tf, inputs, outputShape }) {
    const input = portTensor(inputs, 'input')
    return tf.reshape(input, [input.shape[0] ?? 1, ...outputShape])
  },
})
