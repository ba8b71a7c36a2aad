// The small experiments whose steps calibration measures: between them every kind of work is once the larger part of a step.
import { EXPERIMENT_FORMAT, EXPERIMENT_VERSION, type Experiment } from '../experiment/experiment'
import { chainNetwork } from '../graph/chain-network'
import type { NetworkDocument, NetworkId, ParameterValues } from '../graph/network'

export interface CalibrationWorkload {
  readonly id: string
  readonly experiment: Experiment
}

type Layer = readonly [type: string, parameters?: ParameterValues]

const dense = (units: number, activation = 'relu'): Layer => ['dense', { units, activation }]
const conv = (filters: number, stride: number): Layer => ['conv-2d', { filters, stride: [stride, stride] }]
const transposed = (filters: number, stride: number, activation = 'relu'): Layer => ['conv-2d-transpose', { filters, stride: [stride, stride], activation }]
const repeat = (count: number, ...layers: readonly Layer[]): readonly Layer[] => Array.from({ length: count }, () => layers).flat()

const chain = (id: string, layers: readonly Layer[]): NetworkDocument => chainNetwork(id, id, layers.map(([type, parameters = {}]) => ({ type, parameters })))

function workload(id: string, dataset: string, batchSize: number, optimizer: string, encoder: readonly Layer[], decoder: readonly Layer[]): CalibrationWorkload {
  const experiment: Experiment = {
    format: EXPERIMENT_FORMAT,
    version: EXPERIMENT_VERSION,
    name: id,
    description: '',
    networks: [chain('encoder', encoder), chain('decoder', decoder)],
    recipe: { id: 'autoencoder', parameters: {}, roles: { encoder: 'encoder' as NetworkId, decoder: 'decoder' as NetworkId } },
    dataset: { id: dataset, parameters: {} },
    training: { epochs: 1, steps: null, batchSize, seed: 1, optimizers: { model: { id: optimizer, parameters: {} } } },
    recording: { evaluateEverySteps: null, snapshotEverySteps: null, checkpointEverySteps: null, sampleCount: 1, reconstructionCount: 1, latentCount: 1 },
  }
  return { id, experiment }
}

const image: readonly Layer[] = [['reshape', { target: [28, 28, 1] }]]
const flat: Layer = ['flatten']

export const calibrationWorkloads: readonly CalibrationWorkload[] = [
  workload('small', 'two-moons', 64, 'sgd', [dense(16), dense(2, 'linear')], [dense(16), dense(2, 'linear')]),
  workload('many-operations', 'two-moons', 64, 'adam', repeat(14, dense(32)), [...repeat(14, dense(32)), dense(2, 'linear')]),
  workload('dense', 'mnist', 128, 'adam', [flat, dense(512), dense(32)], [dense(512), dense(784, 'sigmoid'), ...image]),
  workload('dense-large-batch', 'mnist', 512, 'sgd', [flat, dense(512), dense(256)], [dense(512), dense(784, 'sigmoid'), ...image]),
  workload('updates', 'mnist', 16, 'adam', [flat, dense(1024), dense(512)], [dense(1024), dense(784, 'sigmoid'), ...image]),
  workload('convolution', 'mnist', 64, 'adam', [conv(32, 2), conv(64, 2)], [transposed(32, 2), transposed(1, 2, 'sigmoid')]),
  workload('convolution-wide', 'mnist', 32, 'sgd', [conv(32, 2), conv(64, 2), conv(96, 1)], [conv(64, 1), transposed(32, 2), transposed(1, 2, 'sigmoid')]),
  workload('values', 'mnist', 256, 'sgd', [...repeat(6, ['activation', { kind: 'tanh' }]), flat, dense(32)], [dense(784, 'sigmoid'), ...image, ...repeat(6, ['activation', { kind: 'tanh' }])]),
  workload('normalised', 'mnist', 64, 'sgd', [conv(16, 2), ['batch-normalisation'], conv(16, 1), ['batch-normalisation']], [['batch-normalisation'], transposed(16, 1), ['batch-normalisation'], transposed(1, 2, 'sigmoid')]),
  workload('drawn', 'mnist', 256, 'sgd', [...repeat(3, ['gaussian-noise', { deviation: 0.01 }]), flat, ['dropout', { rate: 0.1 }], dense(32)], [dense(784, 'sigmoid'), ...image]),
]
