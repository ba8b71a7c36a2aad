// The smallest image compression that trains, to break one part of at a time.
import type { Experiment } from '@shared/experiment/experiment'
import { smallExperiment } from './small-experiments'

interface CompressionChanges extends NonNullable<Parameters<typeof smallExperiment>[0]> {
  readonly side?: number
  readonly code?: number
  readonly activation?: string
}

export function smallCompression({ side = 8, code = 16, activation = 'tanh', ...changes }: CompressionChanges = {}): Experiment {
  return smallExperiment({
    recipe: 'image-compression',
    dataset: { id: 'image-frames', parameters: { side, trainCount: 4000 } },
    encoder: [
      ['flatten', {}],
      ['dense', { units: code, activation }],
    ],
    decoder: [
      ['dense', { units: side ** 2, activation: 'linear' }],
      ['reshape', { target: [side, side, 1] }],
    ],
    optimizer: { id: 'adam', parameters: { learningRate: 0.005 } },
    ...changes,
  })
}
