// Reshape: the same values under other axes, last axis fastest.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { portShape, portTensor } from './port-tensor'
import { sizeOf, type Shape } from '../tensors/shape'
import { formatCount, fromSource, spellShape, spellSize } from './words'
import { call, tupleCode } from './code/python'

const parameters = z.object({
  target: z
    .array(z.int().min(1).max(1_000_000))
    .min(1)
    .max(4)
    .default([28, 28, 1])
    .meta({ title: 'Target', description: 'The shape that comes out: height, width and channels for an image.' }),
})

/** The shape nearest to the target that holds exactly `size` values: other channels, else another square, else one axis. */
function nearestTarget(target: Shape, size: number): Shape {
  const leading = target.slice(0, -1)
  const channels = size / sizeOf(leading)
  if (target.length > 1 && Number.isInteger(channels)) return [...leading, channels]
  const side = Math.sqrt(size / (target.at(-1) ?? 1))
  if (target.length === 3 && Number.isInteger(side)) return [side, side, target.at(-1) ?? 1]
  return [size]
}

export const reshapeLayer = defineLayer({
  type: 'reshape',
  title: 'Reshape',
  category: 'shape',
  icon: 'c-shape',
  hint: 'other axes',
  keywords: ['shape', 'unflatten', 'image', 'view', 'target'],
  help: {
    text: 'Puts the same values under other axes, for instance 3,136 values into an image of 7 × 7 with 64 channels. The number of values must stay the same.',
    formula: 'y_{ijc} = x_{(iW + j)C + c}',
    shape: 'Any shape enters; the target comes out. Both must hold equally many values.',
  },
  picture: () => grids(['135468'], ['135/468']),
  parameters,
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ target }) => [`to ${target.join('×')}`],
  shape({ target }, inputs, sources) {
    const input = portShape(inputs, 'input')
    const size = sizeOf(input)
    if (size === sizeOf(target)) return { ok: true, output: target }
    const other = nearestTarget(target, size)
    const source = sources?.['input'] ?? 'the layer before'
    return {
      ok: false,
      code: 'reshape-size',
      title: `Reshape cannot fill ${spellShape(target)}`,
      expected: spellSize(target),
      got: fromSource(formatCount(size), sources?.['input']),
      fix: `have ${source} give ${formatCount(sizeOf(target))} values, or reshape to ${spellShape(other)}`,
      parameter: 'target',
      intended: target,
      wanted: { input: [[sizeOf(target)]] },
      fixes: [{ label: `Use ${spellShape(other)}`, parameters: { target: [...other] } }],
    }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic: ({ target }) => ({ output: target.length < 2 ? undefined : `${target.join(' · ')} = ${sizeOf(target)}` }),
  reach(_settings, inputs, wanted) {
    if (sizeOf(portShape(inputs, 'input')) !== sizeOf(wanted) || !parameters.shape.target.safeParse(wanted).success) return undefined
    return { label: `Reshape to ${spellShape(wanted)}`, parameters: { target: [...wanted] } }
  },
  pytorch({ parameters: { target }, inputs, unflattened }) {
    const shape = unflattened === undefined ? target : [target.at(-1) ?? 1, ...target.slice(0, -1)]
    const flat = portShape(inputs, 'input').length === 1
    const step = flat ? { make: call('nn.Unflatten', '1', tupleCode(shape)) } : { expression: ([x = 'x']: readonly string[]) => `${x}.reshape(-1, ${shape.join(', ')})` }
    return { order: 'last', gives: unflattened === undefined ? 'last' : 'first', steps: flat && target.length === 1 ? [] : [step] }
  },
  keras: ({ parameters: { target } }) => ({ steps: [{ make: call('layers.Reshape', tupleCode(target)) }] }),
  apply({ tf, inputs, outputShape }) {
    const input = portTensor(inputs, 'input')
    return tf.reshape(input, [input.shape[0] ?? 1, ...outputShape])
  },
})
