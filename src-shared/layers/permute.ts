// Permute: the axes of an example in another order.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { portShape, portTensor } from './port-tensor'
import { formatShape } from '../tensors/shape'
import { fromSource, spellShape } from './words'
import { call, tupleCode } from './code/python'

export const permuteLayer = defineLayer({
  type: 'permute',
  title: 'Permute',
  category: 'shape',
  icon: 'c-shape',
  hint: 'swap axes',
  keywords: ['transpose', 'axes', 'swap', 'order', 'move axis', 'channels first'],
  help: {
    text: 'Puts the axes of an example in another order: 2 × 1 turns a sequence of features into features of a sequence, 3 × 1 × 2 brings the channels of an image to the front. Values move, none changes.',
    formula: 'y_{i_{p_1} i_{p_2} \\ldots} = x_{i_1 i_2 \\ldots}',
    shape: 'Two axes or more enter, as many as the order names; each extent moves along with its axis.',
  },
  picture: () => grids(['135/468'], ['14/36/58']),
  parameters: z.object({
    order: z
      .array(z.int().min(1).max(4))
      .min(2)
      .max(4)
      .default([2, 1, 3])
      .meta({ title: 'Order', description: 'Which axis comes first, second and so on, counted from 1: 2 × 1 × 3 swaps height and width of an image.' }),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ order }) => [`axes ${order.join(', ')}`],
  shape({ order }, inputs, sources) {
    const input = portShape(inputs, 'input')
    const wanted = input.map((_extent, axis) => axis + 1)
    const sorted = [...order].sort((a, b) => a - b)
    if (input.length > 1 && sorted.join() === wanted.join()) return { ok: true, output: order.map((axis) => input[axis - 1] ?? 1) }
    const swapped = wanted.length < 2 ? undefined : [2, 1, ...wanted.slice(2)]
    return {
      ok: false,
      code: 'order-misfits',
      title: `Permute cannot bring ${spellShape(input)} into the order ${order.join(', ')}`,
      expected: input.length < 2 ? 'an input of two axes or more' : `each of the axes ${wanted.join(', ')} once`,
      got: `${order.join(', ')} for ${fromSource(input.length === 1 ? '1 axis' : `${input.length} axes`, sources?.['input'])}`,
      fix: swapped === undefined ? 'take it out' : `use the order ${swapped.join(', ')}`,
      parameter: 'order',
      fixes: swapped === undefined ? [] : [{ label: `Use ${swapped.join(', ')}`, parameters: { order: swapped } }],
    }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic: (_parameters, inputs, output) => ({ output: `${formatShape(portShape(inputs, 'input'))} → ${formatShape(output)}` }),
  pytorch: ({ parameters: { order } }) => ({ order: 'last', steps: [{ expression: ([x = 'x']) => `${x}.permute(${[0, ...order].join(', ')})` }] }),
  keras: ({ parameters: { order } }) => ({ steps: [{ make: call('layers.Permute', tupleCode(order)) }] }),
  apply: ({ tf, parameters: { order }, inputs }) => tf.transpose(portTensor(inputs, 'input'), [0, ...order]),
})
