// Which ports may be joined, in the words a person needs when they may not. Shapes that do not fit are let through: the
// node says what is wrong and offers the mend.
import { portsOf } from '@shared/graph/node-ports'
import type { NetworkDocument, NodeId, WireDocument } from '@shared/graph/network'

export interface PortPlace {
  readonly node: NodeId
  readonly port: string
}

export type ConnectionVerdict =
  | { readonly ok: true; /** The wire whose place this one takes. */ readonly replaces: WireDocument | undefined }
  | { readonly ok: false; readonly reason: string }

/** Whether a wire from an output to an input of the same network may be drawn. */
export function judgeConnection(network: NetworkDocument, from: PortPlace, to: PortPlace): ConnectionVerdict {
  const source = network.nodes.find((node) => node.id === from.node)
  const target = network.nodes.find((node) => node.id === to.node)
  if (!source || !target) return { ok: false, reason: 'Wires stay within one network; the recipe links networks' }
  if (source.id === target.id) return { ok: false, reason: 'A layer cannot feed itself' }
  if (!portsOf(source.type)?.outputs.some((port) => port.id === from.port)) return { ok: false, reason: 'Nothing comes out of this layer' }
  if (!portsOf(target.type)?.inputs.some((port) => port.id === to.port)) return { ok: false, reason: 'Nothing goes into this layer' }
  if (reaches(network, target.id, source.id)) return { ok: false, reason: 'That would close a cycle: data must flow one way' }
  const replaces = network.wires.find((wire) => wire.to.node === to.node && wire.to.port === to.port)
  if (replaces && replaces.from.node === from.node && replaces.from.port === from.port) return { ok: false, reason: 'They are joined already' }
  return { ok: true, replaces }
}

/** Whether data can flow from one node to another. */
export function reaches(network: NetworkDocument, from: NodeId, to: NodeId): boolean {
  return downstreamOf(network, from).has(to)
}

// Documents are immutable: who feeds whom is worked out once for each.
const followers = new WeakMap<NetworkDocument, ReadonlyMap<NodeId, readonly NodeId[]>>()

function followersOf(network: NetworkDocument): ReadonlyMap<NodeId, readonly NodeId[]> {
  const known = followers.get(network)
  if (known) return known
  const found = new Map<NodeId, NodeId[]>()
  for (const wire of network.wires) {
    const list = found.get(wire.from.node)
    if (list) list.push(wire.to.node)
    else found.set(wire.from.node, [wire.to.node])
  }
  followers.set(network, found)
  return found
}

/** The node itself and every node its output flows into. */
export function downstreamOf(network: NetworkDocument, from: NodeId): ReadonlySet<NodeId> {
  const next = followersOf(network)
  const seen = new Set<NodeId>([from])
  const waiting: NodeId[] = [from]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const follower of next.get(id) ?? []) {
      if (seen.has(follower)) continue
      seen.add(follower)
      waiting.push(follower)
    }
  }
  return seen
}
