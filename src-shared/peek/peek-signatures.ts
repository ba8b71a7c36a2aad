// Tells what a peek at a node would show: a signature of everything its values depend on. Page and process work it out alike, so that
// after an edit only what lies downstream of it has another signature, is asked for and is computed.
import type { Experiment } from '../experiment/experiment'
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import { isBlockLayer } from '../graph/block-layer'
import type { NetworkAnalysis } from '../graph/network-analysis'
import type { NetworkId } from '../graph/network'
import { readStructure, wiresRead } from '../graph/network-structure'
import type { RoleDefinition } from '../recipes/recipe-definition'

export interface PeekSource {
  /** `seed` for weights as a run would begin with, else what tells the checkpoint from every other. */
  readonly weights: string
  /** First test example. */
  readonly index: number
}

export interface PeekedNetwork {
  readonly role: RoleDefinition
  readonly analysis: NetworkAnalysis
  /** Of what enters it. */
  readonly entering: string
  /** By node that can be run. */
  readonly signatures: ReadonlyMap<string, string>
}

/** The networks in play, those that feed others first. A network in two roles is peeked at in its first. */
export function peekSignatures(experiment: Experiment, analysis: ExperimentAnalysis, source: PeekSource): readonly PeekedNetwork[] {
  const { seed } = experiment.training
  const done = new Map<string, PeekedNetwork>()
  const networks = new Map<NetworkId, PeekedNetwork>()
  const visiting = new Set<string>()
  const visit = (role: RoleDefinition): PeekedNetwork | undefined => {
    const known = done.get(role.id)
    const network = analysis.networksByRole[role.id]
    if (known !== undefined || network === undefined || visiting.has(role.id)) return known
    visiting.add(role.id)
    const { input } = role
    let entering = sign(['data', experiment.dataset, source.index])
    if (input.from === 'noise') entering = sign(['noise', seed])
    if (input.from === 'role') {
      const other = analysis.recipe?.roles.find(({ id }) => id === input.role)
      entering = (other === undefined ? undefined : outputSignature(visit(other))) ?? ''
    }
    const peeked = { role, analysis: network, entering, signatures: entering === '' ? new Map<string, string>() : signNodes(network, entering, seed, source.weights) }
    done.set(role.id, peeked)
    if (!networks.has(network.network.id)) networks.set(network.network.id, peeked)
    return peeked
  }
  for (const role of analysis.recipe?.roles ?? []) visit(role)
  return [...networks.values()]
}

function outputSignature(peeked: PeekedNetwork | undefined): string | undefined {
  const output = peeked?.analysis.network.nodes.find(({ type }) => type === 'output')
  return output === undefined ? undefined : peeked?.signatures.get(output.id)
}

function signNodes({ network, order, nodes }: NetworkAnalysis, entering: string, seed: number, weights: string): ReadonlyMap<string, string> {
  const structure = readStructure(network)
  const signatures = new Map<string, string>()
  for (const id of order) {
    const found = nodes.get(id)
    if (found === undefined) continue
    const { node, layer, parameters } = found
    const inputs = node.type === 'input' ? [entering] : [...wiresRead(structure, node)].map(([port, wire]) => [port, signatures.get(wire.from.node) ?? ''])
    // Weights are drawn by their names; only a layer that has some depends on where they come from.
    const own = found.weights.length === 0 ? [] : [network.id, id, seed, weights, found.weights.map(({ name, shape }) => [name, shape])]
    signatures.set(id, sign([node.type, node.bypassed === true, parameters ?? null, isBlockLayer(layer) ? layer.block : null, own, inputs]))
  }
  return signatures
}

/** Two 32-bit hashes (FNV-1a, and the same over other constants) of the JSON: chance makes two of a thousand alike once in 10^13. */
function sign(value: unknown): string {
  const text = JSON.stringify(value)
  let [a, b] = [0x811c9dc5, 0x9747b28c]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b)
    b ^= b >>> 13
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36)
}
