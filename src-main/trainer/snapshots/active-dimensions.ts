// Which dimensions of a code vary from example to example.
import type { Codes } from './project-codes'

/** Of the means of a variational code, whose prior has variance 1. Burda, Grosse and Salakhutdinov 2016, arXiv:1509.00519. */
const LEAST_VARIANCE = 0.01

export function activeDimensions({ count, width, values }: Codes): number {
  let active = 0
  for (let dimension = 0; dimension < width; dimension += 1) {
    let [sum, squares] = [0, 0]
    for (let row = 0; row < count; row += 1) {
      const value = values[row * width + dimension] ?? 0
      sum += value
      squares += value * value
    }
    if (squares / count - (sum / count) ** 2 > LEAST_VARIANCE) active += 1
  }
  return active
}
