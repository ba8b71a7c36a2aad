// A restricted Boltzmann machine, trained by one step of contrastive divergence (CD-1). Hinton 2002, Neural Computation 14, 1771; as
// Hinton and Salakhutdinov 2006 train each layer of a deep autoencoder (Science 313, 504, with its supporting material and code).
import type { Tensor, Tf } from '../../tensors/tf'

/** `binary`: units are 0 or 1, with probability σ(input). `gaussian`: real values, normal around their input with variance 1. */
export type UnitKind = 'binary' | 'gaussian'

export interface BoltzmannWeights {
  /** W, `[visible, hidden]`. */
  readonly kernel: Tensor
  /** b, `[visible]`. */
  readonly visibleBias: Tensor
  /** c, `[hidden]`. */
  readonly hiddenBias: Tensor
}

/** What a unit is expected to be, given its input: its probability, or its mean. */
function expectedUnits(tf: Tf, kind: UnitKind, input: Tensor): Tensor {
  return kind === 'binary' ? tf.sigmoid(input) : input
}

/** E[h | v], `[batch, hidden]`: σ(vW + c), or vW + c. */
export function hiddenUnits(tf: Tf, kind: UnitKind, { kernel, hiddenBias }: Pick<BoltzmannWeights, 'kernel' | 'hiddenBias'>, visible: Tensor): Tensor {
  return expectedUnits(tf, kind, tf.add(tf.matMul(visible, kernel), hiddenBias))
}

/** E[v | h], `[batch, visible]`: σ(hWᵀ + b), or hWᵀ + b. */
export function visibleUnits(tf: Tf, kind: UnitKind, { kernel, visibleBias }: Pick<BoltzmannWeights, 'kernel' | 'visibleBias'>, hidden: Tensor): Tensor {
  return expectedUnits(tf, kind, tf.add(tf.matMul(hidden, kernel, false, true), visibleBias))
}

export interface ContrastiveDivergence {
  /** ⟨v h⟩ data − ⟨v h⟩ reconstruction, means over the batch: the direction of each weight. */
  readonly direction: BoltzmannWeights
  /** E[h | v₀], `[batch, hidden]`. */
  readonly hidden: Tensor
  /** v₁, `[batch, visible]`. */
  readonly reconstruction: Tensor
}

/**
 * One step of contrastive divergence. The data drives the hidden units; states drawn from them drive the visible units, which are not
 * drawn but expected; these drive the hidden units once more. Only the hidden states are random, as in the source's code.
 * @param visible v₀, `[batch, visible]`: data, or the expected hidden units of the machine below.
 * @param noise `[batch, hidden]`: uniform in [0, 1) for binary hidden units, standard normal for Gaussian ones.
 */
export function contrastiveDivergence(tf: Tf, kinds: { readonly visible: UnitKind; readonly hidden: UnitKind }, weights: BoltzmannWeights, visible: Tensor, noise: Tensor): ContrastiveDivergence {
  const batch = visible.shape[0] ?? 1
  const hidden = hiddenUnits(tf, kinds.hidden, weights, visible)
  const states = kinds.hidden === 'binary' ? tf.cast(tf.less(noise, hidden), 'float32') : tf.add(hidden, noise)
  const reconstruction = visibleUnits(tf, kinds.visible, weights, states)
  const hiddenAgain = hiddenUnits(tf, kinds.hidden, weights, reconstruction)
  return {
    direction: {
      kernel: tf.div(tf.sub(tf.matMul(visible, hidden, true), tf.matMul(reconstruction, hiddenAgain, true)), batch),
      visibleBias: tf.mean(tf.sub(visible, reconstruction), 0),
      hiddenBias: tf.mean(tf.sub(hidden, hiddenAgain), 0),
    },
    hidden,
    reconstruction,
  }
}
