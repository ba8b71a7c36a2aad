// Learned constant: the same learned values for every example. Karras, Laine and Aila 2019, "A style-based generator architecture
// for generative adversarial networks". Of what enters only the number of examples is read.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import { spellShape } from './words'
import { call } from './code/python'
import { asIs } from './code/weight-code'
import { transposeArray } from '../tensors/array-layout'

const parameters = z.object({
  target: z
    .array(z.int().min(1).max(1_000_000))
    .min(1)
    .max(4)
    .default([4, 4, 64])
    .meta({ title: 'Shape', description: 'The shape that comes out: height, width and channels for an image.' }),
})

export const learnedConstantLayer = defineLayer({
  type: 'learned-constant',
  title: 'Learned constant',
  category: 'data',
  icon: 'c-data',
  hint: 'same',
  keywords: ['constant', 'parameter', 'stylegan', 'start', 'learned input', 'bias'],
  help: {
    text: 'Gives learned values that are the same for every example; a style-based generator starts from them and takes its variety in later. What enters is not looked at but for how many examples there are, so no gradient goes back.',
    formula: 'y_b = C',
    shape: 'Any shape enters; the shape that is set comes out.',
    source: 'Karras, Laine and Aila 2019, A style-based generator architecture for generative adversarial networks',
  },
  picture: () => grids(['4', '7', '1'], ['25/83', '25/83', '25/83']),
  parameters,
  inputs: [{ id: 'input', title: 'Examples' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ target }) => [target.join('×')],
  shape: ({ target }) => ({ ok: true, output: target }),
  weights: ({ target }) => [{ name: 'constant', shape: target, initialiser: { kind: 'normal', standardDeviation: 1 }, trainable: true }],
  multiplyAdds: () => 0,
  arithmetic: ({ target }) => ({ parameters: target.length < 2 ? String(sizeOf(target)) : target.join('·') }),
  reach(_settings, _inputs, wanted) {
    if (!parameters.shape.target.safeParse(wanted).success) return undefined
    return { label: `Set the shape to ${spellShape(wanted)}`, parameters: { target: [...wanted] } }
  },
  pytorch({ parameters: { target } }) {
    const first = target.length > 1
    const shape = first ? [target.at(-1) ?? 1, ...target.slice(0, -1)] : target
    const order = [target.length - 1, ...target.slice(0, -1).map((_extent, axis) => axis)]
    return {
      order: 'kept',
      gives: 'first',
      steps: [{ make: call('LearnedConstant', ...shape.map(String)), weights: { value: (weight) => transposeArray(weight('constant'), order) }, helper: 'LearnedConstant' }],
    }
  },
  keras: ({ parameters: { target } }) => ({ steps: [{ make: call('LearnedConstant', `(${target.join(', ')}${target.length === 1 ? ',' : ''})`), weights: { value: asIs('constant') }, helper: 'LearnedConstant' }] }),
  apply({ tf, inputs, outputShape, weight }) {
    const batch = portTensor(inputs, 'input').shape[0] ?? 1
    return tf.add(tf.zeros([batch, ...outputShape]), weight('constant'))
  },
})
