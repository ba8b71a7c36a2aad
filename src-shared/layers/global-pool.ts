// Global pooling: every channel of an image or a sequence becomes one number, its mean or its largest value.
// Lin, Chen and Yan 2014, "Network in network".
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import { fromSource, spellShape } from './words'
import { call } from './code/python'

export const globalPoolLayer = defineLayer({
  type: 'global-pool',
  title: 'Global pool',
  category: 'resample',
  icon: 'c-pool',
  hint: 'squeeze',
  keywords: ['global average pooling', 'global max pooling', 'gap', 'pooling', 'mean', 'maximum', 'squeeze'],
  help: {
    text: 'Reduces every channel to a single number, whatever the size of the image: its mean, or its largest value. It needs no weights and takes the place of Flatten and a large Dense at the end of a network.',
    formula: '\\text{average: } y_c = \\frac{1}{HW} \\sum_{i,j} x_{ijc} \\\\ \\text{max: } y_c = \\max_{i,j}\\, x_{ijc}',
    shape: 'At least two axes enter, an image or a sequence; one axis comes out, as long as there are channels.',
    source: 'Lin, Chen and Yan 2014, Network in network',
  },
  picture: ({ kind }) => grids(['1342/0572/2614', '8212/0121/2110'], kind === 'average' ? ['3', '2'] : ['7', '8']),
  parameters: z.object({
    kind: z.enum(['average', 'max']).default('average').meta({ title: 'Kind', description: 'What stands for a channel.', labels: { average: 'Average', max: 'Max' } }),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ kind }) => [kind],
  shape(_parameters, inputs, sources) {
    const input = portShape(inputs, 'input')
    if (input.length > 1) return { ok: true, output: [channelsOf(input)] }
    return {
      ok: false,
      code: 'input-without-places',
      title: `Global pool cannot take ${spellShape(input)}`,
      expected: 'an image or a sequence, two axes or more',
      got: fromSource(`${spellShape(input)}, ${input.length} axis,`, sources?.['input']),
      fix: 'put it before Flatten, or take it out',
      intended: input,
    }
  },
  weights: () => [],
  multiplyAdds: ({ kind }, inputs) => (kind === 'average' ? sizeOf(portShape(inputs, 'input')) : 0),
  pytorch({ parameters: { kind }, inputs }) {
    const places = portShape(inputs, 'input').length - 1
    return { order: 'first', steps: [{ make: call(`nn.Adaptive${kind === 'average' ? 'Avg' : 'Max'}Pool${places}d`, '1') }, { make: call('nn.Flatten'), suffix: 'flatten' }] }
  },
  keras({ parameters: { kind }, inputs }) {
    const places = portShape(inputs, 'input').length - 1
    return { steps: [{ make: call(`layers.Global${kind === 'average' ? 'Average' : 'Max'}Pooling${places}D`) }] }
  },
  apply({ tf, parameters: { kind }, inputs }) {
    const x = portTensor(inputs, 'input')
    const axes = x.shape.map((_extent, axis) => axis).slice(1, -1)
    return kind === 'average' ? tf.mean(x, axes) : tf.max(x, axes)
  },
})
