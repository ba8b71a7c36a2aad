// The same value, with a gradient of zero: what was computed before it counts as a constant.
import type { Tensor, Tf } from '../../tensors/tf'

export function stopGradient(tf: Tf, value: Tensor): Tensor {
  const constant = tf.customGrad((given) => ({
    value: tf.clone(given as Tensor),
    gradFunc: (dy: Tensor) => tf.zerosLike(dy),
  }))
  return constant(value)
}
