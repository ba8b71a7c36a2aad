// One-hot: every class number becomes a row of zeros with a single one.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { classShape, NO_SUCH_CLASS, oneHotRows } from './parts/class-shape'
import { grids } from './parts/layer-picture'
import { portShape, portTensor } from './port-tensor'
import { formatShape } from '../tensors/shape'

export const oneHotLayer = defineLayer({
  type: 'one-hot',
  title: 'One-hot',
  category: 'sequence',
  icon: 'c-data',
  hint: 'classes',
  keywords: ['label', 'class', 'category', 'categorical', 'indicator', 'dummy', 'condition'],
  help: {
    text: 'Turns the number of a class into a row of zeros with a one at its place. Class 7 is not seven times class 1: written so, no class is nearer to another. No gradient reaches the class number.',
    formula: 'y_k = 1 \\;\\text{ where }\\; k = x \\\\ y_k = 0 \\;\\text{ elsewhere}',
    shape: 'Class numbers 0, 1, 2 … enter, one or several; a last axis of one number becomes as long as there are classes, else such an axis is added. A number that is no class gives zeros.',
  },
  picture: () => grids(['3'], ['000j0']),
  parameters: z.object({
    classes: z.int().min(2).max(65_536).default(10).meta({ title: 'Classes', description: 'How many there are.' }),
  }),
  inputs: [{ id: 'input', title: 'Class' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ classes }) => [`${classes} classes`],
  shape: ({ classes }, inputs) => ({ ok: true, output: classShape(portShape(inputs, 'input'), classes) }),
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic: (_parameters, inputs, output) => ({ output: `${formatShape(portShape(inputs, 'input'))} → ${formatShape(output)}` }),
  pytorch({ parameters: { classes }, inputs }) {
    const single = portShape(inputs, 'input').at(-1) === 1
    return { order: 'last', steps: [{ expression: ([x = 'x']) => `F.one_hot(${x}${single ? '.squeeze(-1)' : ''}.round().long(), ${classes}).float()` }], notes: [NO_SUCH_CLASS] }
  },
  keras: ({ parameters: { classes }, output }) => ({
    steps: [
      { expression: ([x = 'x']) => `ops.one_hot(ops.cast(ops.round(${x}), "int32"), ${classes})`, suffix: 'rows' },
      { expression: ([x = 'x']) => `ops.reshape(${x}, (-1, ${output.join(', ')}))` },
    ],
  }),
  apply({ tf, parameters: { classes }, inputs, outputShape }) {
    const input = portTensor(inputs, 'input')
    return tf.reshape(oneHotRows(tf, input, classes), [input.shape[0] ?? 1, ...outputShape])
  },
})
