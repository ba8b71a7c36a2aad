// What a reconstruction costs, for each example on its own: `[batch]` tensors, summed over an example's values.
import type { Tensor, Tf } from '../../tensors/tf'

function sumPerExample(tf: Tf, values: Tensor): Tensor {
  const batch = values.shape[0] ?? 1
  return tf.sum(tf.reshape(values, [batch, -1]), 1)
}

/** Σᵢ (xᵢ − x̂ᵢ)². Both `[batch, ...shape]`. */
export function squaredError(tf: Tf, x: Tensor, reconstruction: Tensor): Tensor {
  return sumPerExample(tf, tf.squaredDifference(x, reconstruction))
}

/**
 * Cross-entropy from logits in nats, −Σᵢ [xᵢ ln p̂ᵢ + (1 − xᵢ) ln(1 − p̂ᵢ)] with p̂ = σ(l): computed as Σᵢ softplus(lᵢ) − xᵢ lᵢ, which
 * neither overflows nor takes the logarithm of zero, and whose gradient is σ(l) − x everywhere. x in [0, 1].
 */
export function crossEntropyFromLogits(tf: Tf, x: Tensor, logits: Tensor): Tensor {
  return sumPerExample(tf, tf.sub(tf.softplus(logits), tf.mul(x, logits)))
}

/** How near to 0 and 1 a probability is let, so that its logarithm is finite: at most 14 nats a value; a power of two, exact in float32. */
const SURE = 2 ** -20

/** The same from probabilities p̂, for outputs that come from no sigmoid: clipped to [2⁻²⁰, 1 − 2⁻²⁰] first. */
export function crossEntropyFromProbabilities(tf: Tf, x: Tensor, probabilities: Tensor): Tensor {
  const p = tf.clipByValue(probabilities, SURE, 1 - SURE)
  return sumPerExample(tf, tf.neg(tf.add(tf.mul(x, tf.log(p)), tf.mul(tf.sub(1, x), tf.log1p(tf.neg(p))))))
}

/** −ln N(x; x̂, s² I) in nats: Σᵢ (xᵢ − x̂ᵢ)² / (2 s²) + D (ln s + ½ ln 2π), with D values in an example. */
export function gaussianNegativeLogLikelihood(tf: Tf, x: Tensor, reconstruction: Tensor, standardDeviation: number): Tensor {
  const values = x.size / (x.shape[0] ?? 1)
  const constant = values * (Math.log(standardDeviation) + 0.5 * Math.log(2 * Math.PI))
  return tf.add(tf.mul(squaredError(tf, x, reconstruction), 1 / (2 * standardDeviation ** 2)), constant)
}
