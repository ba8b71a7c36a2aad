// What a network's wires become where layers are taken out and their ends joined: as if they were bypassed first (rule N13).
import { newWireIds } from './names'
import type { NetworkDocument, NodeId, WireDocument } from './network'
import { portsOf } from './node-ports'

/**
 * @param gone nodes to be taken out.
 * @returns wires for what the removed nodes led to, from what enters the first of their ports that a wire enters; none where nothing does. Their
 * ids are new to the network.
 */
export function joinAround(network: NetworkDocument, gone: ReadonlySet<NodeId>): readonly WireDocument[] {
  const types = new Map(network.nodes.map((node) => [node.id, node.type]))

  /** Back through what is gone to what stays; undefined where the chain has no beginning. */
  function sourceOf(node: NodeId, passed: ReadonlySet<NodeId>): WireDocument['from'] | undefined {
    const entering = network.wires.filter((wire) => wire.to.node === node)
    const ports = portsOf(types.get(node) ?? '')?.inputs.map((port) => port.id) ?? []
    const first = ports.flatMap((port) => entering.find((wire) => wire.to.port === port) ?? [])[0] ?? entering[0]
    if (first === undefined || passed.has(node)) return undefined
    return gone.has(first.from.node) ? sourceOf(first.from.node, new Set([...passed, node])) : first.from
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
