// How much of the code a model uses: the variance of each code dimension over the test examples. A dimension of a
// variational model whose mean hardly varies carries nothing (Burda, Grosse and Salakhutdinov 2016, "active units":
// Var_x E[z|x] > 0.01); a plain autoencoder has no unit of scale, so there the widest dimension is the measure.
import type { NamedArray } from '@shared/tensors/named-arrays'

export interface CodeUse {
  /** Of each dimension. */
  readonly variances: readonly number[]
  readonly inUse: readonly boolean[]
  readonly used: number
  /** Below it a dimension counts as idle. */
  readonly threshold: number
}

/** @param codes `[n, d]` */
export function codeUse(codes: NamedArray, standardNormal: boolean): CodeUse | null {
  const [count = 0, dimensions = 0] = codes.shape
  if (count < 2 || dimensions < 1) return null
  const variances = Array.from({ length: dimensions }, (_, dimension) => {
    let sum = 0
    let squares = 0
    for (let row = 0; row < count; row += 1) {
      const value = codes.data[row * dimensions + dimension] ?? 0
      sum += value
      squares += value * value
    }
    const mean = sum / count
    return Math.max(0, squares / count - mean * mean)
  })
  const threshold = standardNormal ? 0.01 : variances.reduce((most, variance) => Math.max(most, variance), 0) * 0.01
  const inUse = variances.map((variance) => variance > threshold)
  return { variances, inUse, used: inUse.filter(Boolean).length, threshold }
}
