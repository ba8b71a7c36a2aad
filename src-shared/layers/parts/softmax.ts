// exp(x) / Σ exp(x) over the last axis. Written out, since the gradient of tfjs's own operation cannot be differentiated rightly once more.
import type { Tensor, Tf } from '../../tensors/tf'
import { stopGradient } from './stop-gradient'

export function softmax(tf: Tf, logits: Tensor): Tensor {
  // Softmax does not change when a constant is taken from all; without its largest value no exponential overflows.
  const exponentials = tf.exp(tf.sub(logits, stopGradient(tf, tf.max(logits, -1, true))))
  return tf.div(exponentials, tf.sum(exponentials, -1, true))
}
