// Minibatch standard deviation: how much the examples of a group differ, as one channel more. Karras et al. 2018, "Progressive
// growing of GANs", section 3: the standard deviation over the group at every place, averaged over all of them. Example b belongs to
// group b mod (batch / group size). 1e-8 under the root, as there.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { largestDivisor } from './parts/divisors'
import { grids } from './parts/layer-picture'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { formatShape, sizeOf } from '../tensors/shape'
import { call } from './code/python'

const SMALLEST_VARIANCE = 1e-8

export const minibatchStandardDeviationLayer = defineLayer({
  type: 'minibatch-standard-deviation',
  title: 'Minibatch std',
  category: 'normalise',
  icon: 'c-norm',
  hint: 'variety',
  keywords: ['minibatch standard deviation', 'stddev', 'variation', 'mode collapse', 'progan', 'stylegan', 'discriminator'],
  help: {
    text: 'Measures how much the examples of a batch differ from each other and appends the number as one channel more. A discriminator that sees it notices a generator which makes the same picture over and over.',
    formula: 'y = [\\,x,\\; s\\,], \\quad s = \\frac{1}{D} \\sum_{i} \\sqrt{\\mathrm{Var}_{b \\in g}(x_{b,i}) + 10^{-8}}',
    shape: 'Any shape enters; one channel, the last axis, is added. A group is the largest divisor of the batch that is at most the group size.',
    source: 'Karras et al. 2018, Progressive growing of GANs for improved quality, stability, and variation',
  },
  picture: () => grids(['35/52', '42/26', '54/45'], ['35/52', 'cc/cc']),
  parameters: z.object({
    groupSize: z.int().min(2).max(1024).default(4).meta({ title: 'Group size', description: 'At most so many examples are compared with each other.' }),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ groupSize }) => [`groups of ${groupSize}`],
  shape(_parameters, inputs) {
    const input = portShape(inputs, 'input')
    return { ok: true, output: [...input.slice(0, -1), channelsOf(input) + 1] }
  },
  weights: () => [],
  multiplyAdds: (_parameters, inputs) => sizeOf(portShape(inputs, 'input')),
  arithmetic: (_parameters, inputs, output) => ({ output: `${channelsOf(portShape(inputs, 'input'))} + 1 → ${formatShape(output)}` }),
  pytorch: ({ parameters: { groupSize } }) => ({ order: 'first', steps: [{ make: call('MinibatchStandardDeviation', String(groupSize)), helper: 'MinibatchStandardDeviation' }] }),
  keras: ({ parameters: { groupSize } }) => ({
    steps: [{ make: call('MinibatchStandardDeviation', String(groupSize)), helper: 'MinibatchStandardDeviation' }],
    notes: ['Minibatch standard deviation: in Keras the batch must be a multiple of the group size.'],
  }),
  apply({ tf, parameters: { groupSize }, inputs }) {
    const x = portTensor(inputs, 'input')
    const [batch = 1, ...rest] = x.shape
    const size = largestDivisor(batch, groupSize)
    const grouped = tf.reshape(x, [size, batch / size, x.size / batch])
    const variance = tf.mean(tf.square(tf.sub(grouped, tf.mean(grouped, 0, true))), 0)
    // [groups, 1]
    const deviation = tf.mean(tf.sqrt(tf.add(variance, SMALLEST_VARIANCE)), 1, true)
    const places = rest.slice(0, -1)
    const spread = tf.mul(tf.reshape(deviation, [1, batch / size, 1]), tf.ones([size, 1, sizeOf(places)]))
    return tf.concat([x, tf.reshape(spread, [batch, ...places, 1])], x.rank - 1)
  },
})
