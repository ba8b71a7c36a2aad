// The content hash that identifies an experiment. Two experiments with one hash give the same run on the same studio and
// machine. Left out, since they cannot change a run: the names and description, where nodes stand, and the ids of wires.
// Kept: ids of networks and nodes (weights and random streams are named after them), the order of nodes and wires (it
// settles the order in which sums are made), and what is recorded. Parameters count as written: a default spelled out
// and a default left out are two experiments, for a later studio may have another default.
import type { z } from 'zod'
import { sortKeys } from './serialise-experiment'
import type { Experiment } from './experiment'

/** Of the hashed form, not of the file: raised only where the same content should part from its old runs. */
const HASHED_FORM = 1

type JsonValue = z.core.util.JSONType

/** The text that is hashed: JSON without spaces, keys in code-unit order at every depth. */
export function canonicalExperiment(experiment: Experiment): string {
  const { format, recipe, dataset, training, recording } = experiment
  const content: JsonValue = {
    format,
    version: HASHED_FORM,
    networks: experiment.networks.map((network) => ({
      id: network.id,
      nodes: network.nodes.map(({ id, type, parameters, bypassed }) => ({ id, type, parameters, ...(bypassed === true ? { bypassed } : {}) })),
      wires: network.wires.map(({ from, to }) => ({ from: { ...from }, to: { ...to } })),
    })),
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
