// Label concatenation: a vector that tells the class, one-hot or embedded, is laid beside the values; on an image at every pixel.
// Mirza and Osindero 2014, "Conditional generative adversarial nets".
import { z } from 'zod'
import { call } from './code/python'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { formatShape } from '../tensors/shape'
import { fromSource, spellShape } from './words'

export const labelConcatenationLayer = defineLayer({
  type: 'label-concatenation',
  title: 'Concatenate label',
  category: 'merge',
  icon: 'c-merge',
  hint: 'class',
  keywords: ['label', 'condition', 'conditional', 'cgan', 'class', 'concat', 'join'],
  help: {
    text: 'Tells a network the class: the numbers of the label, one-hot or embedded, become channels more. On an image they are repeated at every pixel, so that a convolution sees the class wherever it looks.',
    formula: 'y_{ij} = [\\,x_{ij},\\; l\\,]',
    shape: 'An input of any shape and a label of one axis enter; the label’s length is added to the channels, the last axis.',
    source: 'Mirza and Osindero 2014, Conditional generative adversarial nets',
  },
  picture: () => grids(['13/31', '09'], ['13/31', '00/00', '99/99'], '+'),
  parameters: z.object({}),
  inputs: [
    { id: 'input', title: 'Input' },
    { id: 'label', title: 'Label' },
  ],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: () => ['at every place'],
  shape(_parameters, inputs, sources) {
    const input = portShape(inputs, 'input')
    const label = portShape(inputs, 'label')
    if (label.length === 1) return { ok: true, output: [...input.slice(0, -1), channelsOf(input) + channelsOf(label)] }
    return {
      ok: false,
      code: 'label-not-flat',
      title: `Concatenate label cannot take a label of ${spellShape(label)}`,
      expected: 'a flat list of values, one axis, from One-hot, Embedding or Dense',
      got: fromSource(`${spellShape(label)}, ${label.length} axes,`, sources?.['label']),
      fix: 'put Flatten before its label port',
      intended: [...input.slice(0, -1), channelsOf(input) + label.reduce((product, extent) => product * extent, 1)],
    }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic: (_parameters, inputs, output) => ({ output: `${channelsOf(portShape(inputs, 'input'))} + ${channelsOf(portShape(inputs, 'label'))} → ${formatShape(output)}` }),
  pytorch({ inputs }) {
    const places = portShape(inputs, 'input').length - 1
    const spread = (label: string, x: string): string =>
      places === 0 ? label : `${label}[${[':', ':', ...Array.from({ length: places }, () => 'None')].join(', ')}].expand(-1, -1, *${x}.shape[2:])`
    return { order: 'first', steps: [{ expression: ([x = 'x', label = 'label']) => call('torch.cat', `[${x}, ${spread(label, x)}]`, 'dim=1') }] }
  },
  keras({ inputs }) {
    const ones = portShape(inputs, 'input').slice(0, -1).map(() => '1')
    if (ones.length === 0) return { steps: [{ expression: (values) => `ops.concatenate([${values.join(', ')}], axis=-1)` }] }
    const label = `ops.reshape(LABEL, (-1, ${[...ones, channelsOf(portShape(inputs, 'label'))].join(', ')}))`
    return {
      steps: [{ expression: ([x = 'x', given = 'label']) => call('ops.concatenate', `[${x}, ${label.replace('LABEL', given)} + ops.zeros_like(${x}[..., :1])]`, 'axis=-1') }],
    }
  },
  apply({ tf, inputs }) {
    const input = portTensor(inputs, 'input')
    const label = portTensor(inputs, 'label')
    const [batch = 1, ...places] = input.shape.slice(0, -1)
    const spread = tf.mul(tf.reshape(label, [batch, ...places.map(() => 1), channelsOf(label.shape)]), tf.ones([1, ...places, 1]))
    return tf.concat([input, spread], input.rank - 1)
  },
})
