// A new document: two empty networks with their ends in place, the plain autoencoder, and settings that suit a first try.
import { datasetCatalogue } from '../datasets/catalogue'
import { EXPERIMENT_FORMAT, EXPERIMENT_VERSION, type Experiment } from './experiment'
import type { NetworkDocument, NetworkId, NodeId } from '../graph/network'
import { recipeCatalogue } from '../recipes/catalogue'

export function blankExperiment(): Experiment {
  const recipe = recipeCatalogue[0]
  return {
    format: EXPERIMENT_FORMAT,
    version: EXPERIMENT_VERSION,
    name: 'Untitled experiment',
    description: '',
    networks: (recipe?.roles ?? []).map((role) => emptyNetwork(role.id, role.title)),
    recipe: {
      id: recipe?.id ?? 'autoencoder',
      parameters: {},
      roles: Object.fromEntries((recipe?.roles ?? []).map((role) => [role.id, role.id as NetworkId])),
    },
    dataset: { id: datasetCatalogue[0]?.id ?? 'mnist', parameters: {} },
    training: {
      epochs: 10,
      steps: null,
      batchSize: 128,
      seed: 1,
      optimizers: Object.fromEntries((recipe?.players ?? []).map((player) => [player.id, { id: 'adam', parameters: {} }])),
    },
    recording: { evaluateEverySteps: null, snapshotEverySteps: null, checkpointEverySteps: null, sampleCount: 64, reconstructionCount: 10, latentCount: 2000 },
  }
}

function emptyNetwork(id: string, name: string): NetworkDocument {
  const node = (type: string, x: number) => ({ id: type as NodeId, type, parameters: {}, position: { x, y: 0 } })
  return { id: id as NetworkId, name, nodes: [node('input', 0), node('output', 680)], wires: [] }
}

/** A new document of these networks, each in the role its name speaks for; in the roles' order where no name does. */
export function blankExperimentWith(name: string, networks: readonly NetworkDocument[]): Experiment {
  const blank = blankExperiment()
  const roles = recipeCatalogue[0]?.roles ?? []
  const named = roles.flatMap((role) => networks.filter((network) => [role.id, role.title.toLowerCase()].includes(network.name.toLowerCase())).slice(0, 1).map((network) => [role.id, network.id] as const))
  const inOrder = roles.slice(0, networks.length).flatMap((role, index) => networks.slice(index, index + 1).map((network) => [role.id, network.id] as const))
  return { ...blank, name, networks: [...networks], recipe: { ...blank.recipe, roles: Object.fromEntries(named.length > 0 ? named : inOrder) } }
}
