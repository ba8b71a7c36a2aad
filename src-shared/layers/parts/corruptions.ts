// Corruptions of values: what the noise layers do, and what a denoising autoencoder is trained to undo.
// Vincent et al. 2008, "Extracting and composing robust features with denoising autoencoders", and 2010, "Stacked denoising autoencoders".
import type { Tensor, Tf } from '../../tensors/tf'

/** y = x + σ ε. @param normal standard normal draws of x's shape. */
export function addGaussian(tf: Tf, x: Tensor, normal: Tensor, deviation: number): Tensor {
  return tf.add(x, tf.mul(normal, deviation))
}

/** y = m x, with m = 0 for a share `rate` of the values. @param uniform draws from [0, 1) of x's shape. */
export function mask(tf: Tf, x: Tensor, uniform: Tensor, rate: number): Tensor {
  return tf.mul(x, tf.cast(tf.greaterEqual(uniform, rate), 'float32'))
}

/** One uniform draw u a value: low below rate / 2, high from 1 − rate / 2, x between. */
export function saltAndPepper(tf: Tf, x: Tensor, uniform: Tensor, { rate, low, high }: { readonly rate: number; readonly low: number; readonly high: number }): Tensor {
  const pepper = tf.cast(tf.less(uniform, rate / 2), 'float32')
  const salt = tf.cast(tf.greaterEqual(uniform, 1 - rate / 2), 'float32')
  const kept = tf.sub(tf.sub(1, pepper), salt)
  return tf.add(tf.mul(x, kept), tf.add(tf.mul(pepper, low), tf.mul(salt, high)))
}
