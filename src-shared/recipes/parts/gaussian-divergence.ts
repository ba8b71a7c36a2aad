// How far the encoder's Gaussian lies from the standard normal prior.
import type { Tensor, Tf } from '../../tensors/tf'

/**
 * KL(N(μ, σ²) ‖ N(0, 1)) of every latent dimension in nats: ½ (σ² + μ² − ln σ² − 1). `[batch, ...latent]` in and out.
 * Kingma and Welling 2014, appendix B.
 */
export function gaussianDivergencePerDimension(tf: Tf, mean: Tensor, logVariance: Tensor): Tensor {
  return tf.mul(tf.sub(tf.sub(tf.add(tf.exp(logVariance), tf.square(mean)), logVariance), 1), 0.5)
}

/** The same summed over an example's latent dimensions: `[batch]`. */
export function gaussianDivergence(tf: Tf, mean: Tensor, logVariance: Tensor): Tensor {
  const batch = mean.shape[0] ?? 1
  return tf.sum(tf.reshape(gaussianDivergencePerDimension(tf, mean, logVariance), [batch, -1]), 1)
}
