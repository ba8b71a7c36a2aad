// AdamW: Adam, with weights drawn towards zero beside the gradient step instead of through it.
// Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2, in the form PyTorch computes: the decay is scaled by the learning rate.
import { z } from 'zod'
import { defineOptimizer } from './optimizer-definition'
import { adamParameters, adamSlots, adamStep } from './parts/adam-moments'

export const adamw = defineOptimizer({
  id: 'adamw',
  title: 'AdamW',
  help: {
    text: 'Adam that also shrinks every weight a little at every step. The shrinking stays out of the running means, so weights with large gradients shrink as much as the others.',
    formula: 'w \\leftarrow (1 - \\eta \\lambda) \\, w - \\eta \\, \\frac{\\hat{m}}{\\sqrt{\\hat{v}} + \\varepsilon}',
    source: 'Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101',
  },
  parameters: adamParameters.extend({
    weightDecay: z.number().min(0).max(10).default(0.01).meta({ title: 'Weight decay (λ)', description: 'Times the learning rate: the share of a weight that a step takes away. Biases shrink too.' }),
  }),
  slots: () => adamSlots,
  update: (context) => {
    const { tf, weight, learningRate, parameters } = context
    const { change, slots } = adamStep(context)
    const kept = tf.sub(1, tf.mul(learningRate, parameters.weightDecay))
    return { weight: tf.sub(tf.mul(weight, kept), change), slots }
  },
})
