// The terms of adversarial losses, each example by itself: `[batch]` from `[batch]`. From logits, so that nothing overflows and no
// logarithm of zero is taken.
import type { Tensor, Tf } from '../../tensors/tf'

/** −ln D(x) − ln(1 − D(x̃)) with D = σ(l): softplus(−l) + softplus(l̃). */
export function discriminatorTerm(tf: Tf, real: Tensor, fake: Tensor): Tensor {
  return tf.add(tf.softplus(tf.neg(real)), tf.softplus(fake))
}

/** Minimax: ln(1 − D(x̃)) = −softplus(l̃). Non-saturating: −ln D(x̃) = softplus(−l̃). */
export function generatorTerm(tf: Tf, fake: Tensor, loss: 'minimax' | 'non-saturating'): Tensor {
  return loss === 'minimax' ? tf.neg(tf.softplus(fake)) : tf.softplus(tf.neg(fake))
}

/** Keeps the root's gradient finite where the critic's own gradient vanishes. */
const SMALLEST_SQUARE = 1e-12

/**
 * (‖∇ₓ critic(x̂)‖ − 1)² at x̂ = ε x + (1 − ε) x̃, one ε an example.
 * @param real `[batch, ...shape]`
 * @param mix ε, uniform, `[batch, 1 …]`
 * @param critic gives `[batch]` for examples; it must treat each by itself.
 */
export function gradientPenalty(tf: Tf, real: Tensor, fake: Tensor, mix: Tensor, critic: (examples: Tensor) => Tensor): Tensor {
  const between = tf.add(tf.mul(mix, real), tf.mul(tf.sub(1, mix), fake))
  const gradient = tf.grad((examples: Tensor) => tf.sum(critic(examples)))(between)
  const squares = tf.sum(tf.reshape(tf.square(gradient), [between.shape[0] ?? 1, -1]), 1)
  return tf.square(tf.sub(tf.sqrt(tf.add(squares, SMALLEST_SQUARE)), 1))
}
