// Writes an experiment as text that is the same for the same document and easy to compare line by line: keys in the schema's
// order, those of open records by name, two spaces, a newline at the end.
import type { z } from 'zod'
import type { NetworkDocument, NodeDocument } from '../graph/network'
import { experimentSchema, type Choice, type Experiment, type OptimizerChoice } from './experiment'

type JsonValue = z.core.util.JSONType

/** The value with the keys of its objects in code-unit order, at every depth. */
export function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => [key, sortKeys(member)]),
  )
}

function sortRecord<Member>(record: Readonly<Record<string, Member>>, change: (member: Member) => Member): Record<string, Member> {
  return Object.fromEntries(
    Object.entries(record)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => [key, change(member)]),
  )
}

function sortChoice(choice: Choice): Choice {
  return { id: choice.id, parameters: sortRecord(choice.parameters, sortKeys) }
}

function sortOptimizer({ schedule, clipping, ...choice }: OptimizerChoice): OptimizerChoice {
  return { ...sortChoice(choice), ...(schedule === undefined ? {} : { schedule: sortChoice(schedule) }), ...(clipping === undefined ? {} : { clipping }) }
}

function orderNode({ bindings, ...node }: NodeDocument): NodeDocument {
  return { ...node, parameters: sortRecord(node.parameters, sortKeys), ...(bindings === undefined ? {} : { bindings: sortRecord(bindings, (term) => term) }) }
}

/** The network or block with the settings of its nodes by name. */
export function orderNodes<Network extends NetworkDocument>(network: Network): Network {
  return { ...network, nodes: network.nodes.map(orderNode) }
}

/** The same document, its keys in the order files have. */
export function orderExperiment(experiment: Experiment): Experiment {
  const ordered = experimentSchema.parse(experiment)
  return {
    ...ordered,
    networks: ordered.networks.map(orderNodes),
    ...(ordered.blocks === undefined ? {} : { blocks: ordered.blocks.map(orderNodes) }),
    recipe: {
      id: ordered.recipe.id,
      parameters: sortRecord(ordered.recipe.parameters, sortKeys),
      roles: sortRecord(ordered.recipe.roles, (network) => network),
    },
    dataset: sortChoice(ordered.dataset),
    training: { ...ordered.training, optimizers: sortRecord(ordered.training.optimizers, sortOptimizer) },
  }
}

export function serialiseExperiment(experiment: Experiment): string {
  return `${JSON.stringify(orderExperiment(experiment), null, 2)}\n`
}
