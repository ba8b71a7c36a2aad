// Spectral normalisation of a kernel: W / σ(W), with σ its largest singular value, followed by one step of the power method a call.
// Miyato et al. 2018, "Spectral normalization for generative adversarial networks", algorithm 1. u and v count as constants, so
// the gradient of σ = vᵀ W u is v uᵀ.
import { z } from 'zod'
import type { Tensor, Tf } from '../../tensors/tf'
import type { WeightDefinition } from '../layer-definition'
import { stopGradient } from './stop-gradient'

export const SMALLEST_LENGTH = 1e-12

/** Name of the vector u, `[outputs]`, that is kept from one step to the next. */
export const SPECTRAL_VECTOR = 'spectralVector'

export function spectralSetting() {
  return z.boolean().default(false).meta({
    title: 'Spectral norm',
    description: 'Divides the weights by their largest singular value, so that no change of the input is enlarged. For discriminators and critics.',
  })
}

export function spectralVector(outputs: number): WeightDefinition {
  return { name: SPECTRAL_VECTOR, shape: [outputs], initialiser: { kind: 'normal', standardDeviation: 1 }, trainable: false }
}

interface SpectralContext {
  readonly tf: Tf
  readonly training: boolean
  weight(name: string): Tensor
  update(name: string, value: Tensor): void
}

/**
 * The kernel, divided by its spectral norm where that is asked for.
 * @param outputAxis the kernel's axis that counts outputs; the others together are the matrix's other side
 */
export function usedKernel(context: SpectralContext, kernel: Tensor, normalised: boolean, outputAxis = kernel.rank - 1): Tensor {
  if (!normalised) return kernel
  const { tf } = context
  const outputs = kernel.shape[outputAxis] ?? 1
  const others = kernel.shape.map((_extent, axis) => axis).filter((axis) => axis !== outputAxis)
  const ordered = outputAxis === kernel.rank - 1 ? kernel : tf.transpose(kernel, [...others, outputAxis])
  const matrix = tf.reshape(ordered, [-1, outputs])
  const fixed = stopGradient(tf, matrix)
  const unit = (vector: Tensor): Tensor => tf.div(vector, tf.add(tf.sqrt(tf.sum(tf.square(vector))), SMALLEST_LENGTH))
  const before = tf.reshape(context.weight(SPECTRAL_VECTOR), [outputs, 1])
  const v = unit(tf.matMul(fixed, before))
  const u = unit(tf.matMul(fixed, v, true, false))
  if (context.training) context.update(SPECTRAL_VECTOR, tf.reshape(u, [outputs]))
  const norm = tf.sum(tf.mul(v, tf.matMul(matrix, u)))
  return tf.div(kernel, norm)
}
