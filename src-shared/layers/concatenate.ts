// Concatenate: two values one after the other along an axis. Skip connections of U-Nets: Ronneberger, Fischer and Brox 2015.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { pairOfPorts } from './parts/merged-shape'
import { portShape, portTensor } from './port-tensor'
import { formatShape } from '../tensors/shape'
import { spellShape } from './words'
import { call } from './code/python'

type Along = 'last' | 'first' | 'second'

/** Which axis of an example, from 0. */
function axisOf(along: Along, rank: number): number {
  return along === 'last' ? rank - 1 : along === 'first' ? 0 : 1
}

export const concatenateLayer = defineLayer({
  type: 'concatenate',
  title: 'Concatenate',
  category: 'merge',
  icon: 'c-merge',
  hint: 'join',
  keywords: ['concat', 'join', 'stack', 'skip', 'u-net', 'unet', 'merge', 'append'],
  help: {
    text: 'Lays two values side by side, usually the channels of one behind those of the other. A U-Net hands detail past its bottleneck so; a conditional network takes in what it is told.',
    formula: 'y = [\\,a,\\; b\\,]',
    shape: 'Two inputs with equally many axes enter, alike in all of them but the one they are joined along; that one adds up.',
    source: 'Ronneberger, Fischer and Brox 2015, U-Net: convolutional networks for biomedical image segmentation',
  },
  picture: () => grids(['13/31', '86/68'], ['1386/3168'], '+'),
  parameters: z.object({
    along: z
      .enum(['last', 'first', 'second'])
      .default('last')
      .meta({ title: 'Along', description: 'The axis they are joined along. Of an image the last is its channels, the first its rows.', labels: { last: 'Last axis', first: 'First axis', second: 'Second axis' } }),
  }),
  inputs: pairOfPorts,
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ along }) => [`along the ${along} axis`],
  shape({ along }, inputs, sources) {
    const first = portShape(inputs, 'first')
    const second = portShape(inputs, 'second')
    const axis = axisOf(along, first.length)
    const fits = first.length === second.length && axis < first.length && first.every((extent, each) => each === axis || extent === second[each])
    if (fits) return { ok: true, output: first.map((extent, each) => (each === axis ? extent + (second[each] ?? 0) : extent)) }
    const alike = first.map((extent, each) => (each === axis ? 'any' : String(extent))).join(' × ')
    return {
      ok: false,
      code: 'inputs-differ',
      title: `Concatenate cannot join ${spellShape(first)} and ${spellShape(second)}`,
      expected: axis < first.length ? `shapes that differ along the ${along} axis only: ${alike}` : `inputs that have a ${along} axis`,
      got: `${spellShape(first)} from ${sources?.['first'] ?? 'the first input'}, ${spellShape(second)} from ${sources?.['second'] ?? 'the second input'}`,
      fix: 'crop, pool or reshape one of them, or join along another axis',
      parameter: 'along',
      intended: first,
    }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic({ along }, inputs, output) {
    const first = portShape(inputs, 'first')
    const axis = axisOf(along, first.length)
    return { output: `${first[axis] ?? 0} + ${portShape(inputs, 'second')[axis] ?? 0} = ${output[axis] ?? 0} → ${formatShape(output)}` }
  },
  pytorch({ parameters: { along }, output, order }) {
    const axis = axisOf(along, output.length)
    const dim = output.length > 1 && order === 'first' ? (axis === output.length - 1 ? 1 : axis + 2) : axis + 1
    return { order: 'kept', steps: [{ expression: (values) => `torch.cat([${values.join(', ')}], dim=${dim})` }] }
  },
  keras({ parameters: { along }, output }) {
    const axis = axisOf(along, output.length)
    return { steps: [{ make: call('layers.Concatenate', axis === output.length - 1 ? undefined : `axis=${axis + 1}`), use: (made, values) => `${made}([${values.join(', ')}])` }] }
  },
  apply({ tf, parameters: { along }, inputs, outputShape }) {
    return tf.concat([portTensor(inputs, 'first'), portTensor(inputs, 'second')], 1 + axisOf(along, outputShape.length))
  },
})
