// Stochastic gradient descent, plain, with momentum (Polyak 1964) or with Nesterov's look ahead (Sutskever et al. 2013, in the
// form PyTorch computes, where the velocity is not scaled by the learning rate).
import { z } from 'zod'
import type { NamedTensors } from '../tensors/tf'
import { defineOptimizer } from './optimizer-definition'

const parameters = z.object({
  learningRate: z.number().positive().max(1000).default(0.01).meta({ title: 'Learning rate', description: 'How far a step goes along the gradient.' }),
  momentum: z.number().min(0).lt(1).default(0).meta({ title: 'Momentum', description: 'Share of the last step’s velocity that is kept. 0 is plain descent.' }),
  nesterov: z.boolean().default(false).meta({ title: 'Nesterov', description: 'Looks one velocity ahead. Only with momentum.' }),
})

export const sgd = defineOptimizer({
  id: 'sgd',
  title: 'SGD',
  help: {
    text: 'Moves each weight against its gradient. With momentum it gathers speed where gradients agree and calms where they do not.',
    formula:
      'v \\leftarrow \\mu v + g, \\quad w \\leftarrow w - \\eta \\, v \\\\ ' + '\\text{Nesterov: } w \\leftarrow w - \\eta \\, (g + \\mu v)',
    source: 'Polyak 1964; Sutskever et al. 2013, On the importance of initialization and momentum in deep learning, ICML',
  },
  parameters,
  slots: ({ momentum }) => (momentum === 0 ? [] : ['velocity']),
  update: ({ tf, parameters: { momentum, nesterov }, learningRate, weight, gradient, slots }) => {
    const before = slots['velocity']
    if (before === undefined) return { weight: tf.sub(weight, tf.mul(gradient, learningRate)), slots: {} satisfies NamedTensors }
    const velocity = tf.add(tf.mul(before, momentum), gradient)
    const direction = nesterov ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity
    const next: NamedTensors = { velocity }
    return { weight: tf.sub(weight, tf.mul(direction, learningRate)), slots: next }
  },
})
