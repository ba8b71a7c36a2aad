// The fixed codes that samples are decoded from. The same normal noise is used at every snapshot, so that what changes from one
// picture to the next is the model alone.
import { CounterRandom } from '@shared/tensors/counter-random'
import type { Codes } from './project-codes'

/** Above this many dimensions only each dimension's own spread is used: a covariance would need as many examples. */
const MOST_COVARIANCE_DIMENSIONS = 256

/** Standard normal noise, `[count, width]`. */
export function fixedNoise(seed: number, count: number, width: number): Float32Array {
  const random = new CounterRandom(seed, 'samples')
  return Float32Array.from({ length: count * width }, () => random.normal())
}

/**
 * Codes with the mean and covariance of the given codes: mean + L·noise, where L·Lᵀ is their covariance. A plain autoencoder has no
 * prior to draw from; this is the nearest normal cloud to the codes it uses.
 */
export function codesLike(codes: Codes, noise: Float32Array): Float32Array {
  const { count, width, values } = codes
  const mean = Float64Array.from({ length: width }, (_, column) => {
    let sum = 0
    for (let row = 0; row < count; row += 1) sum += values[row * width + column] ?? 0
    return sum / Math.max(1, count)
  })
  const factor = width <= MOST_COVARIANCE_DIMENSIONS ? covarianceFactor(codes, mean) : deviations(codes, mean)
  const drawn = new Float32Array(noise.length)
  for (let start = 0; start < noise.length; start += width) {
    for (let row = 0; row < width; row += 1) {
      let value = mean[row] ?? 0
      const from = width <= MOST_COVARIANCE_DIMENSIONS ? 0 : row
      for (let column = from; column <= row; column += 1) value += (factor[row * width + column] ?? 0) * (noise[start + column] ?? 0)
      drawn[start + row] = value
    }
  }
  return drawn
}

/** Lower triangle L of the covariance's Cholesky factor, `[width, width]`; a direction without spread gets none. */
function covarianceFactor({ count, width, values }: Codes, mean: Float64Array): Float64Array {
  const covariance = new Float64Array(width * width)
  for (let row = 0; row < count; row += 1) {
    for (let a = 0; a < width; a += 1) {
      const left = (values[row * width + a] ?? 0) - (mean[a] ?? 0)
      for (let b = 0; b <= a; b += 1) {
        const at = a * width + b
        covariance[at] = (covariance[at] ?? 0) + (left * ((values[row * width + b] ?? 0) - (mean[b] ?? 0))) / Math.max(1, count)
      }
    }
  }
  const factor = new Float64Array(width * width)
  for (let a = 0; a < width; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      let rest = covariance[a * width + b] ?? 0
      for (let k = 0; k < b; k += 1) rest -= (factor[a * width + k] ?? 0) * (factor[b * width + k] ?? 0)
      const pivot = factor[b * width + b] ?? 0
      factor[a * width + b] = a === b ? Math.sqrt(Math.max(0, rest)) : pivot < 1e-6 ? 0 : rest / pivot
    }
  }
  return factor
}

/** Standard deviations on the diagonal of `[width, width]`. */
function deviations({ count, width, values }: Codes, mean: Float64Array): Float64Array {
  const diagonal = new Float64Array(width * width)
  for (let column = 0; column < width; column += 1) {
    let sum = 0
    for (let row = 0; row < count; row += 1) sum += ((values[row * width + column] ?? 0) - (mean[column] ?? 0)) ** 2
    diagonal[column * width + column] = Math.sqrt(sum / Math.max(1, count))
  }
  return diagonal
}
