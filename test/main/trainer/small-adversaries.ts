// The smallest adversarial experiments that train.
import { experimentSchema, type Experiment } from '@shared/experiment/experiment'
import { chain } from './small-experiments'

export type Layers = Parameters<typeof chain>[1]

interface AdversaryChanges {
  readonly recipe?: 'gan' | 'wgan-gp'
  readonly recipeParameters?: Record<string, unknown>
  readonly generator?: Layers
  readonly discriminator?: Layers
  readonly generatorEnd?: string
  readonly discriminatorEnd?: string
  readonly dataset?: Experiment['dataset']
  readonly optimizer?: Experiment['training']['optimizers'][string]
  readonly training?: Partial<Experiment['training']>
  readonly recording?: Partial<Experiment['recording']>
}

/** A generator and its opponent on a ring of Gaussians, unless changed. */
export function smallAdversaries(changes: AdversaryChanges = {}): Experiment {
  const hidden = (units: number): readonly [string, Record<string, unknown>] => ['dense', { units, activation: 'leaky-relu' }]
  const optimizer = changes.optimizer ?? { id: 'adam', parameters: { learningRate: 0.001, beta1: 0.5 } }
  return experimentSchema.parse({
    format: 'latent-studio-experiment',
    version: 1,
    name: 'Small adversaries',
    description: '',
    networks: [
      chain('generator', changes.generator ?? [hidden(16), ['dense', { units: 2, activation: 'linear' }]], changes.generatorEnd ?? 'linear'),
      chain('discriminator', changes.discriminator ?? [hidden(16), ['dense', { units: 1, activation: 'linear' }]], changes.discriminatorEnd ?? 'linear'),
    ],
    recipe: { id: changes.recipe ?? 'gan', parameters: { latentSize: 3, ...changes.recipeParameters }, roles: { generator: 'generator', discriminator: 'discriminator' } },
    dataset: changes.dataset ?? { id: 'ring', parameters: { trainCount: 512, testCount: 130, noise: 0.05 } },
    training: { epochs: 3, steps: null, batchSize: 32, seed: 1, optimizers: { generator: optimizer, discriminator: optimizer }, ...changes.training },
    recording: { evaluateEverySteps: null, snapshotEverySteps: null, checkpointEverySteps: null, sampleCount: 16, reconstructionCount: 8, latentCount: 100, ...changes.recording },
  })
}
