// Small networks for tests: nodes in a row, or nodes and wires by name.
import type { Experiment } from '@shared/experiment/experiment'
import { networkSchema, type NetworkDocument } from '@shared/graph/network'
import { experimentSchema } from '@shared/experiment/experiment'

export interface NodeRecipe {
  readonly id: string
  readonly type: string
  readonly name?: string
  readonly parameters?: Record<string, unknown>
}

/** `dense` nodes are id `dense`, unless `id:type` says otherwise. */
export function node(spec: string, parameters: Record<string, unknown> = {}, name?: string): NodeRecipe {
  const [id = spec, type = spec] = spec.split(':')
  return { id, type, parameters, ...(name === undefined ? {} : { name }) }
}

/** Wires are written `from -> to` or `from -> to.port`. */
export function network(nodes: readonly NodeRecipe[], wires: readonly string[], id = 'net'): NetworkDocument {
  return networkSchema.parse({
    id,
    name: id === 'net' ? 'Net' : id,
    nodes: nodes.map(({ parameters = {}, ...rest }, index) => ({ ...rest, parameters, position: { x: 168 * index, y: 0 } })),
    wires: wires.map((wire, index) => {
      const [from = '', to = ''] = wire.split(' -> ')
      const [fromNode = '', fromPort = 'output'] = from.split('.')
      const [toNode = '', toPort = 'input'] = to.split('.')
      return { id: `w${index + 1}`, from: { node: fromNode, port: fromPort }, to: { node: toNode, port: toPort } }
    }),
  })
}

/** Nodes wired one after the other. */
export function chain(nodes: readonly NodeRecipe[], id = 'net'): NetworkDocument {
  return network(
    nodes,
    nodes.slice(1).map((each, index) => `${nodes[index]?.id ?? ''} -> ${each.id}`),
    id,
  )
}

/** The smallest experiment that trains: two moons through a code of two. */
export function boringExperiment(changes: Partial<Experiment> = {}): Experiment {
  return experimentSchema.parse({
    format: 'latent-studio-experiment',
    version: 1,
    name: 'Boring',
    description: '',
    networks: [
      chain([node('input'), node('code:dense', { units: 2, activation: 'linear' }), node('output')], 'encoder'),
      chain([node('input'), node('point:dense', { units: 2, activation: 'linear' }), node('output')], 'decoder'),
    ],
    recipe: { id: 'autoencoder', parameters: { loss: 'squared-error' }, roles: { encoder: 'encoder', decoder: 'decoder' } },
    dataset: { id: 'two-moons', parameters: {} },
    training: { epochs: 1, steps: null, batchSize: 32, seed: 1, optimizers: { model: { id: 'adam', parameters: { learningRate: 0.001 } } } },
    recording: {
      evaluateEverySteps: null,
      snapshotEverySteps: null,
      checkpointEverySteps: null,
      sampleCount: 4,
      reconstructionCount: 4,
      latentCount: 16,
    },
    ...changes,
  })
}
