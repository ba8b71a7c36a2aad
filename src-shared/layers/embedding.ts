// Embedding: every class number is replaced by a learned vector, y = E[x], E of shape [classes, size]. Bengio et al. 2003, "A
// neural probabilistic language model". Computed as one-hot times table: its gradient can be differentiated once more, and a number
// that is no class gives zeros on every device.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { classShape, NO_SUCH_CLASS, oneHotRows } from './parts/class-shape'
import { grids } from './parts/layer-picture'
import { portShape, portTensor } from './port-tensor'
import { formatShape, sizeOf } from '../tensors/shape'
import { call } from './code/python'
import { asIs } from './code/weight-code'

export const embeddingLayer = defineLayer({
  type: 'embedding',
  title: 'Embedding',
  category: 'sequence',
  icon: 'c-dense',
  hint: 'classes',
  keywords: ['lookup', 'table', 'label', 'class', 'token', 'word', 'vector', 'condition'],
  help: {
    text: 'Replaces the number of a class by a vector of its own, which is learned: classes that behave alike come to lie near each other. Shorter than one-hot where there are many classes. No gradient reaches the class number.',
    formula: 'y = E_{x}, \\quad E \\in \\mathbb{R}^{K \\times d}',
    shape: 'Class numbers 0, 1, 2 … enter, one or several; a last axis of one number becomes as long as the vector, else such an axis is added. A number that is no class gives zeros.',
    source: 'Bengio et al. 2003, A neural probabilistic language model',
  },
  picture: () => grids(['2', '135/640/big/528'], ['big']),
  parameters: z.object({
    classes: z.int().min(2).max(65_536).default(10).meta({ title: 'Classes', description: 'How many there are.' }),
    size: z.int().min(1).max(65_536).default(16).meta({ title: 'Size', description: 'Length of a class’s vector.' }),
  }),
  inputs: [{ id: 'input', title: 'Class' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ classes, size }) => [`${classes} classes`, `${size} numbers each`],
  shape: ({ size }, inputs) => ({ ok: true, output: classShape(portShape(inputs, 'input'), size) }),
  // Standard normal, as in PyTorch.
  weights: ({ classes, size }) => [{ name: 'table', shape: [classes, size], initialiser: { kind: 'normal', standardDeviation: 1 }, trainable: true }],
  multiplyAdds: ({ classes, size }, inputs) => sizeOf(portShape(inputs, 'input')) * classes * size,
  arithmetic: ({ classes, size }, inputs, output) => ({ output: `${formatShape(portShape(inputs, 'input'))} → ${formatShape(output)}`, parameters: `${classes}·${size}` }),
  pytorch({ parameters: { classes, size }, inputs }) {
    const single = portShape(inputs, 'input').at(-1) === 1
    const use = (made: string, [x = 'x']: readonly string[]): string => `${made}(${x}${single ? '.squeeze(-1)' : ''}.round().long())`
    return { order: 'last', steps: [{ make: call('nn.Embedding', String(classes), String(size)), weights: { weight: asIs('table') }, use }], notes: [NO_SUCH_CLASS] }
  },
  keras: ({ parameters: { classes, size }, output }) => ({
    steps: [
      { make: call('layers.Embedding', String(classes), String(size), 'embeddings_initializer=initializers.RandomNormal(stddev=1.0)'), weights: { embeddings: asIs('table') } },
      { make: call('layers.Reshape', `(${output.join(', ')}${output.length === 1 ? ',' : ''})`), suffix: 'shape' },
    ],
    notes: [NO_SUCH_CLASS],
  }),
  apply({ tf, parameters: { classes }, inputs, outputShape, weight }) {
    const input = portTensor(inputs, 'input')
    return tf.reshape(tf.matMul(oneHotRows(tf, input, classes), weight('table')), [input.shape[0] ?? 1, ...outputShape])
  },
})
