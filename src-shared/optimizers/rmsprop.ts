// RMSProp: steps divided by the running root mean square of the gradient. Tieleman and Hinton 2012, lecture 6e; with centring
// (Graves 2013, arXiv:1308.0850) and momentum as PyTorch computes them, ε outside the root.
import { z } from 'zod'
import type { Tensor } from '../tensors/tf'
import { defineOptimizer } from './optimizer-definition'

const parameters = z.object({
  learningRate: z.number().positive().max(10).default(0.001).meta({ title: 'Learning rate', description: 'About how far one step may move a weight.' }),
  decay: z.number().min(0).lt(1).default(0.99).meta({ title: 'Memory (α)', description: 'Memory of the running mean of squared gradients.' }),
  momentum: z.number().min(0).lt(1).default(0).meta({ title: 'Momentum', description: 'Share of the last step’s velocity that is kept.' }),
  centred: z.boolean().default(false).meta({ title: 'Centred', description: 'Divides by the spread of the gradient around its mean instead of by its size.' }),
  epsilon: z.number().positive().max(1).default(1e-8).meta({ title: 'ε', description: 'Keeps the division safe where gradients vanish.' }),
})

function slot(slots: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = slots[name]
  if (tensor === undefined) throw new Error(`RMSProp was not given its slot ${name}`)
  return tensor
}

export const rmsprop = defineOptimizer({
  id: 'rmsprop',
  title: 'RMSProp',
  help: {
    text: 'Divides each gradient by its own running size, so that steep and flat directions move alike. It has no memory of direction unless given momentum, which suits losses that move, such as those of the first Wasserstein GANs.',
    formula: 'v \\leftarrow \\alpha v + (1 - \\alpha) g^2, \\quad b \\leftarrow \\mu b + \\frac{g}{\\sqrt{v} + \\varepsilon}, \\quad w \\leftarrow w - \\eta \\, b \\\\ \\text{centred: } \\sqrt{v - \\bar{g}^2}',
    source: 'Tieleman and Hinton 2012, Lecture 6e, Neural Networks for Machine Learning; centred: Graves 2013, arXiv:1308.0850',
  },
  parameters,
  slots: ({ momentum, centred }) => ['square', ...(centred ? ['mean'] : []), ...(momentum === 0 ? [] : ['velocity'])],
  update: ({ tf, parameters: { decay, momentum, centred, epsilon }, learningRate, weight, gradient, slots }) => {
    const next: Record<string, Tensor> = {}
    const square = (next['square'] = tf.add(tf.mul(slot(slots, 'square'), decay), tf.mul(tf.square(gradient), 1 - decay)))
    let variance = square
    if (centred) {
      const mean = (next['mean'] = tf.add(tf.mul(slot(slots, 'mean'), decay), tf.mul(gradient, 1 - decay)))
      // Never below zero in exact arithmetic; rounding may bring it there.
      variance = tf.relu(tf.sub(square, tf.square(mean)))
    }
    let direction: Tensor = tf.div(gradient, tf.add(tf.sqrt(variance), epsilon))
    if (momentum !== 0) direction = next['velocity'] = tf.add(tf.mul(slot(slots, 'velocity'), momentum), direction)
    return { weight: tf.sub(weight, tf.mul(direction, learningRate)), slots: next }
  },
})
