// Draws the numbers a weight starts with. They depend on (seed, the weight's full name) alone: not on the engine, nor on which
// other weights there are, so adding a layer leaves every other layer's start as it was.
import type { Initialiser } from '../layers/initialisers'
import { CounterRandom } from './counter-random'
import { sizeOf, type Shape } from './shape'

/** @param name full name in the state: `<network>/<node>/<weight>`. */
export function drawInitialWeight(seed: number, name: string, shape: Shape, initialiser: Initialiser): Float32Array {
  const values = new Float32Array(sizeOf(shape))
  const random = new CounterRandom(seed, `weight/${name}`)
  const fill = (draw: () => number): Float32Array => {
    for (let index = 0; index < values.length; index += 1) values[index] = draw()
    return values
  }
  const uniform = (limit: number): Float32Array => fill(() => (2 * random.uniform() - 1) * limit)
  switch (initialiser.kind) {
    case 'zeros':
      return values
    case 'ones':
      return values.fill(1)
    case 'constant':
      return values.fill(initialiser.value)
    case 'normal':
      return fill(() => random.normal() * initialiser.standardDeviation)
    case 'glorot-uniform':
      return uniform(Math.sqrt(6 / (initialiser.fanIn + initialiser.fanOut)))
    case 'he-normal': {
      const standardDeviation = Math.sqrt(2 / initialiser.fanIn)
      return fill(() => random.normal() * standardDeviation)
    }
    case 'uniform-fan-in':
      return uniform(1 / Math.sqrt(initialiser.fanIn))
  }
}
