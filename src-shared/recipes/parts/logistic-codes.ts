// Codes of a linear-logistic model: for each example the code whose reconstruction costs least, found by accelerated descent.
import type { Work } from '../../cost/work'
import type { Tensor, Tf } from '../../tensors/tf'

export interface LogisticModel {
  /** `[code, values]`: the logits of a code z are z V + b. */
  readonly directions: Tensor
  /** `[values]`. */
  readonly offset: Tensor
}

/** How often the inverse is improved: doubling digits, from nothing to float32's seven at condition numbers up to some millions. */
const INVERSE_STEPS = 40

/** The inverse of a symmetric positive matrix by X ← X (2 I − A X): Ben-Israel and Cohen 1966, SIAM J. Numer. Anal. 3, 410–419. */
export function positiveInverse(tf: Tf, matrix: Tensor): Tensor {
  const size = matrix.shape[0] ?? 1
  const twice: Tensor = tf.mul(tf.eye(size), 2)
  // Within convergence whatever the matrix: the product of the two norms bounds its square's spectrum.
  const bound: Tensor = tf.max(tf.sum(tf.abs(matrix), 1))
  let inverse: Tensor = tf.div(matrix, tf.mul(bound, bound))
  for (let step = 0; step < INVERSE_STEPS; step += 1) inverse = tf.matMul(inverse, tf.sub(twice, tf.matMul(matrix, inverse)))
  return inverse
}

/**
 * argmin over z of Σ softplus(l) − x l + ½ λ |z|², l = z V + b. The curvature of softplus is at most ¼, so ¼ V Vᵀ + λ I bounds the
 * second derivative, and a step by its inverse never overshoots (Böhning and Lindsay 1988, Ann. Inst. Stat. Math. 40, 641–663);
 * Nesterov's momentum makes the steps few.
 * @param x `[batch, values]` in [0, 1]. @returns `[batch, code]`
 */
export function logisticCodes(tf: Tf, { directions, offset }: LogisticModel, x: Tensor, decay: number, steps: number): Tensor {
  const size = directions.shape[0] ?? 1
  const curvature: Tensor = tf.add(tf.mul(tf.matMul(directions, directions, false, true), 0.25), tf.mul(tf.eye(size), decay))
  const inverse = positiveInverse(tf, curvature)
  let code: Tensor = tf.zeros([x.shape[0] ?? 1, size])
  let ahead = code
  for (let step = 0; step < steps; step += 1) {
    const error: Tensor = tf.sub(tf.sigmoid(tf.add(tf.matMul(ahead, directions), offset)), x)
    const slope: Tensor = tf.add(tf.matMul(error, directions, false, true), tf.mul(ahead, decay))
    const next: Tensor = tf.sub(ahead, tf.matMul(slope, inverse))
    ahead = tf.add(next, tf.mul(tf.sub(next, code), step / (step + 3)))
    code = next
  }
  return code
}

/** What finding the codes of so many examples computes: each step goes to the logits and back, the inverse is found once. */
export function logisticCodesWork({ code, values }: { readonly code: number; readonly values: number }, rows: number, steps: number): Partial<Work> {
  return {
    operations: 3 * INVERSE_STEPS + 12 * steps + 8,
    denseProducts: steps * rows * code * (2 * values + code) + 2 * INVERSE_STEPS * code ** 3 + 2 * values * code * code,
    values: steps * rows * (6 * values + 8 * code),
  }
}
