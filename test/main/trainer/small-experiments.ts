// The smallest experiments that train, to break one part of at a time.
import { experimentSchema, type Experiment } from '@shared/experiment/experiment'

type LayerList = readonly (readonly [type: string, parameters: Record<string, unknown>])[]

interface ExperimentChanges {
  readonly recipe?: Experiment['recipe']['id']
  readonly recipeParameters?: Record<string, unknown>
  readonly dataset?: { readonly id: string; readonly parameters: Record<string, unknown> }
  readonly encoder?: LayerList
  readonly decoder?: LayerList
  /** Ends the encoder in mean, log-variance and Sample z of this size. */
  readonly latent?: number
  readonly outputActivation?: string
  readonly optimizer?: { readonly id: string; readonly parameters: Record<string, unknown> }
  readonly training?: Partial<Experiment['training']>
  readonly recording?: Partial<Experiment['recording']>
}

type Json = Parameters<typeof experimentSchema.parse>[0]

/** A network whose layers follow one another. */
export function chain(id: string, layers: LayerList, outputActivation: string, latent?: number): Json {
  const nodes: Record<string, unknown>[] = []
  const wires: Record<string, unknown>[] = []
  const add = (name: string, type: string, parameters: Record<string, unknown>, from: readonly (readonly [string, string])[]): string => {
    nodes.push({ id: name, type, parameters, position: { x: nodes.length * 100, y: 0 } })
    for (const [node, port] of from) wires.push({ id: `wire-${wires.length + 1}`, from: { node, port: 'output' }, to: { node: name, port } })
    return name
  }
  let last = add('input', 'input', {}, [])
  layers.forEach(([type, parameters], index) => {
    last = add(`${type}-${index + 1}`, type, parameters, [[last, 'input']])
  })
  if (latent !== undefined) {
    const mean = add('mean', 'dense', { units: latent, activation: 'linear' }, [[last, 'input']])
    const logVariance = add('log-variance', 'dense', { units: latent, activation: 'linear' }, [[last, 'input']])
    last = add('sample', 'gaussian-latent', {}, [
      [mean, 'mean'],
      [logVariance, 'logVariance'],
    ])
  }
  add('output', 'output', { activation: outputActivation }, [[last, 'input']])
  return { id, name: id, nodes, wires }
}

/** An autoencoder of points with a code of one number, unless changed. */
export function smallExperiment(changes: ExperimentChanges = {}): Experiment {
  const encoder = changes.encoder ?? [
    ['dense', { units: 16, activation: 'tanh' }],
    ...(changes.latent === undefined ? [['dense', { units: 1, activation: 'linear' }] as const] : []),
  ]
  const decoder = changes.decoder ?? [
    ['dense', { units: 16, activation: 'tanh' }],
    ['dense', { units: 2, activation: 'linear' }],
  ]
  return experimentSchema.parse({
    format: 'latent-studio-experiment',
    version: 1,
    name: 'Small',
    description: '',
    networks: [chain('encoder', encoder, 'linear', changes.latent), chain('decoder', decoder, changes.outputActivation ?? 'linear')],
    recipe: { id: changes.recipe ?? 'autoencoder', parameters: changes.recipeParameters ?? {}, roles: { encoder: 'encoder', decoder: 'decoder' } },
    dataset: changes.dataset ?? { id: 'two-moons', parameters: { trainCount: 500, testCount: 130 } },
    training: {
      epochs: 3,
      steps: null,
      batchSize: 64,
      seed: 1,
      optimizers: { model: changes.optimizer ?? { id: 'adam', parameters: { learningRate: 0.01 } } },
      ...changes.training,
    },
    recording: { evaluateEverySteps: null, snapshotEverySteps: null, checkpointEverySteps: null, sampleCount: 16, reconstructionCount: 8, latentCount: 100, ...changes.recording },
  })
}

/** The VAE of the reference figures, 784-400-20, on as much of MNIST as asked. */
export function mnistVae(changes: ExperimentChanges & { readonly trainLimit?: number; readonly testLimit?: number } = {}): Experiment {
  return smallExperiment({
    recipe: 'vae',
    recipeParameters: { likelihood: 'bernoulli' },
    dataset: { id: 'mnist', parameters: { trainLimit: changes.trainLimit ?? 60_000, testLimit: changes.testLimit ?? 10_000 } },
    encoder: [
      ['flatten', {}],
      ['dense', { units: 400, activation: 'relu', initialWeights: 'uniform-fan-in' }],
    ],
    latent: 20,
    decoder: [
      ['dense', { units: 400, activation: 'relu', initialWeights: 'uniform-fan-in' }],
      ['dense', { units: 784, activation: 'linear', initialWeights: 'uniform-fan-in' }],
      ['reshape', { target: [28, 28, 1] }],
    ],
    outputActivation: 'sigmoid',
    optimizer: { id: 'adam', parameters: { learningRate: 0.001 } },
    ...changes,
    training: { epochs: 10, batchSize: 128, ...changes.training },
    recording: { sampleCount: 64, reconstructionCount: 12, latentCount: 2000, ...changes.recording },
  })
}
