// The smallest deep autoencoders that are pretrained layer by layer: of points, with Gaussian visible units, and of digits, with binary ones.
import type { Experiment } from '@shared/experiment/experiment'
import { smallExperiment } from './small-experiments'

type Changes = NonNullable<Parameters<typeof smallExperiment>[0]>

/** 2–8–1 on points: two machines, then fine-tuning. */
export function smallBoltzmann(changes: Changes = {}): Experiment {
  return smallExperiment({
    recipe: 'deep-autoencoder-rbm',
    recipeParameters: { visible: 'gaussian', epochs: 2, gaussianEpochs: 3, gaussianLearningRate: 0.01, codeLearningRate: 0.01, momentumEpochs: 1 },
    encoder: [
      ['dense', { units: 8, activation: 'sigmoid' }],
      ['dense', { units: 1, activation: 'linear' }],
    ],
    decoder: [
      ['dense', { units: 8, activation: 'sigmoid' }],
      ['dense', { units: 2, activation: 'linear' }],
    ],
    ...changes,
    training: { epochs: 10, ...changes.training },
  })
}

/** 784–32–16–4 on a few digits: three machines, then fine-tuning. */
export function digitBoltzmann(changes: Changes = {}): Experiment {
  return smallExperiment({
    recipe: 'deep-autoencoder-rbm',
    recipeParameters: { epochs: 2, momentumEpochs: 1 },
    dataset: { id: 'mnist', parameters: { trainLimit: 1280, testLimit: 200 } },
    encoder: [
      ['flatten', {}],
      ['dense', { units: 32, activation: 'sigmoid', initialWeights: 'normal-0.02' }],
      ['dense', { units: 16, activation: 'sigmoid', initialWeights: 'normal-0.02' }],
      ['dense', { units: 4, activation: 'linear', initialWeights: 'normal-0.02' }],
    ],
    decoder: [
      ['dense', { units: 16, activation: 'sigmoid', initialWeights: 'normal-0.02' }],
      ['dense', { units: 32, activation: 'sigmoid', initialWeights: 'normal-0.02' }],
      ['dense', { units: 784, activation: 'linear', initialWeights: 'normal-0.02' }],
      ['reshape', { target: [28, 28, 1] }],
    ],
    outputActivation: 'sigmoid',
    ...changes,
    training: { epochs: 8, ...changes.training },
  })
}
