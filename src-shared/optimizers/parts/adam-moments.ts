// What Adam and AdamW share: running means of the gradient and of its square, corrected for their start at zero.
import { z } from 'zod'
import type { Tensor } from '../../tensors/tf'
import type { OptimizerContext } from '../optimizer-definition'

export const adamParameters = z.object({
  learningRate: z.number().positive().max(10).default(0.001).meta({ title: 'Learning rate', description: 'About how far one step may move a weight.' }),
  beta1: z.number().min(0).lt(1).default(0.9).meta({ title: 'β₁', description: 'Memory of the running mean of gradients. GANs like 0.5.' }),
  beta2: z.number().min(0).lt(1).default(0.999).meta({ title: 'β₂', description: 'Memory of the running mean of squared gradients.' }),
  epsilon: z.number().positive().max(1).default(1e-8).meta({ title: 'ε', description: 'Keeps the division safe where gradients vanish.' }),
})

export const adamSlots = ['firstMoment', 'secondMoment'] as const

export interface AdamStep {
  /** What is taken off the weight. */
  readonly change: Tensor
  readonly slots: { readonly firstMoment: Tensor; readonly secondMoment: Tensor }
}

/** η m̂ / (√v̂ + ε), as PyTorch computes it. */
export function adamStep({ tf, parameters: { beta1, beta2, epsilon }, learningRate, step, gradient, slots }: OptimizerContext<z.output<typeof adamParameters>>): AdamStep {
  const { firstMoment: meanBefore, secondMoment: squareBefore } = slots
  if (meanBefore === undefined || squareBefore === undefined) throw new Error('Adam was not given its slots')
  const firstMoment = tf.add(tf.mul(meanBefore, beta1), tf.mul(gradient, 1 - beta1))
  const secondMoment = tf.add(tf.mul(squareBefore, beta2), tf.mul(tf.square(gradient), 1 - beta2))
  // Bias corrections are scalars, so they are gathered before they meet the large tensors.
  const firstCorrection = tf.sub(1, tf.pow(beta1, step))
  const secondCorrection = tf.sqrt(tf.sub(1, tf.pow(beta2, step)))
  const rate = tf.div(learningRate, firstCorrection)
  const denominator = tf.add(tf.div(tf.sqrt(secondMoment), secondCorrection), epsilon)
  return { change: tf.div(tf.mul(firstMoment, rate), denominator), slots: { firstMoment, secondMoment } }
}
