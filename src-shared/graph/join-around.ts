// What a network's wires become where layers are taken out and their ends joined: as if they were bypassed first (rule N13).
import { newWireIds } from './names'
import type { NetworkDocument, NodeId, WireDocument } from './network'
import { passedPort, readStructure } from './network-structure'

/**
 * @param gone nodes to be taken out.
 * @returns wires for what the removed nodes led to, from what enters the first of their ports that a wire enters; none where nothing does. Their
 * ids are new to the network.
 */
export function joinAround(network: NetworkDocument, gone: ReadonlySet<NodeId>): readonly WireDocument[] {
  const { nodes, incoming } = readStructure(network)

  /** Back through what is gone to what stays; undefined where the chain has no beginning. */
  function sourceOf(id: NodeId, passed: ReadonlySet<NodeId>): WireDocument['from'] | undefined {
    const [node, entering] = [nodes.get(id), incoming.get(id)]
    if (node === undefined || entering === undefined || passed.has(id)) return undefined
    // What ports a layer of no known kind has, its wires tell.
    const first = entering.get(passedPort(node, entering) ?? [...entering.keys()][0] ?? '')
    return first !== undefined && gone.has(first.from.node) ? sourceOf(first.from.node, new Set([...passed, id])) : first?.from
  }

  const joined = network.wires.flatMap((wire) => {
    if (!gone.has(wire.from.node) || gone.has(wire.to.node)) return []
    const from = sourceOf(wire.from.node, new Set())
    return from === undefined ? [] : [{ from, to: wire.to }]
  })
  const ids = newWireIds(network, joined.length)
  return joined.flatMap((ends, index) => {
    const id = ids[index]
    return id === undefined ? [] : [{ id, ...ends }]
  })
}
