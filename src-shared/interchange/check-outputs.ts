// What the studio computes of an exported network to compare it: inference, every random number replaced by 1, as run_exports.py does.
import { forwardNetwork, type ForwardOptions } from '../graph/forward-network'
import type { Tensor } from '../tensors/tf'

/** `output`, and `mean` and `logVariance` of a network with a Gaussian latent. */
export function checkOutputs({ tf, ...options }: Pick<ForwardOptions, 'tf' | 'analysis' | 'input' | 'weight'>): Readonly<Record<string, Tensor>> {
  const ones = (_stream: string, shape: readonly number[]): Tensor => tf.ones([...shape])
  const { output, exposed } = forwardNetwork({ tf, ...options, update: () => {}, training: false, random: { normal: ones, uniform: ones } })
  const { mean, logVariance } = exposed
  return { output, ...(mean === undefined ? {} : { mean }), ...(logVariance === undefined ? {} : { logVariance }) }
}
