// The order in which training examples come: the random permutations of epochs 0, 1, 2 … one after the other, without end. Step t
// takes examples t·batch to (t+1)·batch − 1 of that stream, so every batch is full (shapes are static), every example comes equally
// often, and a run's place in its epoch is its step number alone: a resumed run goes on exactly where it stood.
//
// An epoch counts ⌈examples / batch⌉ steps, PyTorch's number; where the batch does not divide the set, its last batch is filled from
// the next permutation.
import { CounterRandom } from '@shared/tensors/counter-random'

export class ExampleStream {
  private readonly seed: number
  private readonly count: number
  private readonly batchSize: number
  private epoch = -1
  private order: Uint32Array = new Uint32Array(0)

  constructor(seed: number, count: number, batchSize: number) {
    this.seed = seed
    this.count = count
    this.batchSize = batchSize
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.count / this.batchSize)
  }

  /** Indices of the examples of a step, steps counted from 0. */
  batch(step: number): Uint32Array {
    const indices = new Uint32Array(this.batchSize)
    for (let row = 0; row < this.batchSize; row += 1) {
      const place = step * this.batchSize + row
      const epoch = Math.floor(place / this.count)
      if (epoch !== this.epoch) {
        this.order = new CounterRandom(this.seed, 'shuffle', epoch).permutation(this.count)
        this.epoch = epoch
      }
      indices[row] = this.order[place - epoch * this.count] ?? 0
    }
    return indices
  }
}
