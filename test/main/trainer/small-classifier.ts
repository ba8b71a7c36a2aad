// The smallest classifiers: of digits, on top of an encoder, and with an autoencoder trained before.
import { experimentSchema, type Experiment } from '@shared/experiment/experiment'
import { chain, smallExperiment } from './small-experiments'

interface Changes {
  readonly recipe?: 'classifier' | 'pretrained-classifier'
  readonly parameters?: Record<string, unknown>
  readonly dataset?: Experiment['dataset']
  readonly classes?: number
  readonly training?: Partial<Experiment['training']>
  readonly recording?: Partial<Experiment['recording']>
}

const adam = { id: 'adam', parameters: { learningRate: 0.002 } }

/** 784–64–16 with 10 classes on top, of 2,000 digits. */
export function smallClassifier({ recipe = 'classifier', parameters = {}, dataset, classes = 10, training, recording }: Changes = {}): Experiment {
  const digits = smallExperiment({ dataset: dataset ?? { id: 'mnist', parameters: { trainLimit: 2000, testLimit: 500 } } })
  const pretrained = recipe === 'pretrained-classifier'
  return experimentSchema.parse({
    ...digits,
    networks: [
      chain('encoder', [['flatten', {}], ['dense', { units: 64, activation: 'relu' }], ['dense', { units: 16, activation: 'relu' }]], 'linear'),
      ...(pretrained ? [chain('decoder', [['dense', { units: 64, activation: 'relu' }], ['dense', { units: 784, activation: 'linear' }], ['reshape', { target: [28, 28, 1] }]], 'sigmoid')] : []),
      chain('head', [['dense', { units: classes, activation: 'linear' }]], 'softmax'),
    ],
    recipe: { id: recipe, parameters, roles: { encoder: 'encoder', head: 'head', ...(pretrained ? { decoder: 'decoder' } : {}) } },
    training: { ...digits.training, epochs: 6, batchSize: 50, optimizers: { classifier: adam, ...(pretrained ? { autoencoder: adam } : {}) }, ...training },
    recording: { ...digits.recording, ...recording },
  })
}
