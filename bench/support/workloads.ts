// What the bench trains: two of the studio's own templates, the deep autoencoder of Hinton and Salakhutdinov, and two GANs.
// pytorch-worker.py builds the same models; change both together.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { experimentSchema, type Experiment } from '../../src-shared/experiment/experiment'

export interface Workload {
  readonly id: string
  readonly experiment: Experiment
  /** Where a part of an iteration is measured: one update of this player, and no other. */
  readonly only?: string
}

type Json = Record<string, unknown>

/** A template with something changed. */
export function templateExperiment(root: string, id: string, change: (experiment: Json) => Json = (experiment) => experiment): Experiment {
  const { experiment } = JSON.parse(readFileSync(resolve(root, `resources/templates/${id}.json`), 'utf8')) as { experiment: Json }
  return experimentSchema.parse(change(experiment))
}

/** A row of layers, wired one after the other. */
function chain(id: string, layers: readonly (readonly [string, Json])[], activation: string): Json {
  const all: readonly (readonly [string, Json])[] = [['input', {}], ...layers, ['output', { activation }]]
  return {
    id,
    name: id,
    nodes: all.map(([type, parameters], index) => ({ id: `node-${index}`, type, parameters, position: { x: index * 100, y: 0 } })),
    wires: all.slice(1).map((_, index) => ({ id: `wire-${index}`, from: { node: `node-${index}`, port: 'output' }, to: { node: `node-${index + 1}`, port: 'input' } })),
  }
}

const dense = (units: number, activation: string): readonly [string, Json] => ['dense', { units, activation }]

/** 784-1000-500-250-30 and back, cross-entropy, ReLU. */
function deepAutoencoder(root: string): Experiment {
  return templateExperiment(root, 'autoencoder-mnist-2d', (experiment) => ({
    ...experiment,
    name: 'Deep autoencoder',
    networks: [
      chain('encoder', [['flatten', {}], dense(1000, 'relu'), dense(500, 'relu'), dense(250, 'relu'), dense(30, 'linear')], 'linear'),
      chain('decoder', [dense(250, 'relu'), dense(500, 'relu'), dense(1000, 'relu'), dense(784, 'linear'), ['reshape', { target: [28, 28, 1] }]], 'sigmoid'),
    ],
    recipe: { ...(experiment['recipe'] as Json), parameters: { loss: 'cross-entropy' }, roles: { encoder: 'encoder', decoder: 'decoder' } },
    training: { ...(experiment['training'] as Json), batchSize: 128, optimizers: { model: { id: 'adam', parameters: { learningRate: 0.001 } } } },
  }))
}

const convolution = (filters: number): readonly [string, Json] => ['conv-2d', { filters, kernel: [4, 4], stride: [2, 2], padding: 'same', activation: 'leaky-relu' }]
const transposed = (filters: number, activation: string, bias: boolean): readonly [string, Json] => ['conv-2d-transpose', { filters, kernel: [4, 4], stride: [2, 2], padding: 'same', activation, bias }]
const normalised: readonly (readonly [string, Json])[] = [
  ['batch-normalisation', {}],
  ['activation', { kind: 'relu' }],
]

interface Adversaries {
  readonly recipe: string
  readonly generator: readonly (readonly [string, Json])[]
  readonly channels: readonly [number, number]
  readonly batchSize: number
  readonly adam: Json
}

function adversarial(root: string, { recipe, generator, channels, batchSize, adam }: Adversaries): Experiment {
  const optimizer = { id: 'adam', parameters: adam }
  return templateExperiment(root, 'vae-mnist', (experiment) => ({
    ...experiment,
    name: recipe,
    networks: [chain('generator', generator, 'sigmoid'), chain('discriminator', [convolution(channels[0]), convolution(channels[1]), ['flatten', {}], dense(1, 'linear')], 'linear')],
    recipe: { id: recipe, parameters: { latentSize: 64 }, roles: { generator: 'generator', discriminator: 'discriminator' } },
    training: { ...(experiment['training'] as Json), batchSize, optimizers: { generator: optimizer, discriminator: optimizer } },
  }))
}

/** 28 × 28, 64 and 128 channels, batch 64, both players. */
function dcgan(root: string): Experiment {
  const generator = [['dense', { units: 7 * 7 * 128, activation: 'linear', bias: false }] as const, ['reshape', { target: [7, 7, 128] }] as const, ...normalised, transposed(64, 'linear', false), ...normalised, transposed(1, 'linear', true)]
  return adversarial(root, { recipe: 'gan', generator, channels: [64, 128], batchSize: 64, adam: { learningRate: 0.0002, beta1: 0.5 } })
}

/** 32 and 64 channels, batch 32, five updates of the critic for one of the generator. */
function wganGp(root: string): Experiment {
  const generator = [dense(7 * 7 * 64, 'relu'), ['reshape', { target: [7, 7, 64] }] as const, transposed(32, 'relu', true), transposed(1, 'linear', true)]
  return adversarial(root, { recipe: 'wgan-gp', generator, channels: [32, 64], batchSize: 32, adam: { learningRate: 0.0001, beta1: 0, beta2: 0.9 } })
}

/** By id, made when asked for. */
export function findWorkload(root: string, id: string): Workload {
  switch (id) {
    case 'mlp-vae':
      return { id, experiment: templateExperiment(root, 'vae-mnist') }
    case 'conv-vae':
      return { id, experiment: templateExperiment(root, 'conv-vae-mnist') }
    case 'deep-autoencoder':
      return { id, experiment: deepAutoencoder(root) }
    case 'dcgan':
      return { id, experiment: dcgan(root) }
    case 'wgan-gp-critic':
      return { id, experiment: wganGp(root), only: 'discriminator' }
    case 'wgan-gp':
      return { id, experiment: wganGp(root) }
    default:
      throw new Error(`There is no workload ${id}`)
  }
}
