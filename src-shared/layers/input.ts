// Input: where a network's data comes in. Its shape is given by the role the network plays, never by a setting.
import { z } from 'zod'
import { sizeOf } from '../tensors/shape'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'

export const inputLayer = defineLayer({
  type: 'input',
  title: 'Input',
  category: 'data',
  icon: 'c-data',
  hint: 'data in',
  keywords: ['data', 'source', 'x', 'start'],
  help: {
    text: 'Where data enters the network. An encoder is given the examples of the dataset, a decoder is given the code. The shape follows from that and needs no setting.',
    formula: 'y = x',
    shape: 'Gives what the role gives the network: the data’s shape, the latent’s, or another network’s output.',
  },
  picture: () => grids(['0000/0440/0990/0440'], ['0000/0440/0990/0440']),
  parameters: z.object({}),
  inputs: [],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: () => [],
  shape(_parameters, inputs) {
    const given = inputs['input']
    if (given !== undefined && given.every((extent) => Number.isInteger(extent) && extent > 0)) return { ok: true, output: given }
    return {
      ok: false,
      code: 'input-shape-unknown',
      title: 'Input has no shape yet',
      expected: 'a network that plays a role of the recipe',
      got: given === undefined ? 'no shape' : `the shape ${given.join(' × ')}`,
      fix: 'give this network a role under Recipe',
    }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic: (_parameters, _inputs, output) => ({ output: output.length < 2 ? undefined : `${output.join('·')} = ${sizeOf(output)} values` }),
  pytorch: () => ({ order: 'kept', steps: [] }),
  keras: () => ({ steps: [] }),
  apply(context) {
    const value = context.inputs['input']
    if (value === undefined) throw new Error('The input layer was run without an input')
    return value
  },
})
