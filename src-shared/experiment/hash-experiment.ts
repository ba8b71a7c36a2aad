// The content hash that identifies an experiment. Two experiments with one hash give the same run on the same studio and
// machine. Left out, since they cannot change a run: the names and description, where nodes stand, the ids of wires, and blocks that no network uses.
// Kept: ids of networks and nodes (weights and random streams are named after them), the order of nodes and wires (it
// settles the order in which sums are made), and what is recorded. Parameters count as written: a default spelled out
// and a default left out are two experiments, for a later studio may have another default.
import type { z } from 'zod'
import type { BlockDocument } from '../graph/block'
import { usedBlocks } from '../graph/used-blocks'
import type { NetworkDocument } from '../graph/network'
import { sortKeys } from './serialise-experiment'
import type { Experiment } from './experiment'

/** Of the hashed form, not of the file: raised only where the same content should part from its old runs. */
const HASHED_FORM = 1

type JsonValue = z.core.util.JSONType

function networkContent(network: NetworkDocument): { [key: string]: JsonValue } {
  return {
    id: network.id,
    nodes: network.nodes.map(({ id, type, parameters, bypassed, bindings }) => ({
      id,
      type,
      parameters,
      ...(bypassed === true ? { bypassed } : {}),
      ...(bindings === undefined ? {} : { bindings: { ...bindings } }),
    })),
    wires: network.wires.map(({ from, to }) => ({ from: { ...from }, to: { ...to } })),
    ...(network.frozen === true ? { frozen: true } : {}),
    // Where they came from is words; which numbers they are decides what the run begins with.
    ...(network.startingWeights === undefined ? {} : { startingWeights: network.startingWeights.sha256 }),
  }
}

/** Limits of a parameter count too: a value outside them makes no run. */
function blockContent(block: BlockDocument): JsonValue {
  return { ...networkContent(block), parameters: block.parameters.map((parameter) => sortKeys({ ...parameter, title: '', description: '' })) }
}

/** The text that is hashed: JSON without spaces, keys in code-unit order at every depth. */
export function canonicalExperiment(experiment: Experiment): string {
  const { format, recipe, dataset, training, recording } = experiment
  const blocks = usedBlocks(experiment.networks, experiment.blocks ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const content: JsonValue = {
    format,
    version: HASHED_FORM,
    networks: experiment.networks.map(networkContent),
    ...(blocks.length === 0 ? {} : { blocks: blocks.map(blockContent) }),
    recipe: { ...recipe, roles: { ...recipe.roles } },
    dataset: { ...dataset },
    training: { ...training, optimizers: { ...training.optimizers } },
    recording: { ...recording },
  }
  return JSON.stringify(sortKeys(content))
}

/**
 * @param sha256 SHA-256 of the text's UTF-8 bytes, in the caller's way: node:crypto gives a string at once, Web Crypto a promise.
 */
export function hashExperiment<Digest>(experiment: Experiment, sha256: (text: string) => Digest): Digest {
  return sha256(canonicalExperiment(experiment))
}
