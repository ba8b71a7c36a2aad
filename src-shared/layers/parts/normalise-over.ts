// (x - mean) / sqrt(variance + epsilon) over some axes, and the learned scale and offset of every channel that may follow.
// The variance is divided by n, not n - 1.
import { z } from 'zod'
import type { Tensor, Tf } from '../../tensors/tf'
import type { WeightDefinition } from '../layer-definition'

export function epsilonSetting(initial: number) {
  return z.number().min(1e-8).max(1).default(initial).meta({ title: 'Epsilon', description: 'Added to the variance, so that nothing is divided by zero.' })
}

export function scaleAndOffsetSetting() {
  return z.boolean().default(true).meta({ title: 'Scale and offset', description: 'Lets the network choose a scale γ and an offset β for every channel afterwards.' })
}

export function scaleAndOffset(channels: number): readonly WeightDefinition[] {
  return [
    { name: 'gamma', shape: [channels], initialiser: { kind: 'ones' }, trainable: true },
    { name: 'beta', shape: [channels], initialiser: { kind: 'zeros' }, trainable: true },
  ]
}

/** Same shape as `x`. */
export function normaliseOver(tf: Tf, x: Tensor, axes: number[], epsilon: number): Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true))
  const variance = tf.mean(tf.square(centred), axes, true)
  return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)))
}

/** γ y + β along the last axis, where the layer has them. */
export function withScaleAndOffset(tf: Tf, y: Tensor, learned: boolean, weight: (name: string) => Tensor): Tensor {
  return learned ? tf.add(tf.mul(y, weight('gamma')), weight('beta')) : y
}
