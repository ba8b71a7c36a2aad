// The wiring of a network, shapes left aside: which wires hold, in which order data flows, which nodes matter.
import { findLoops } from './find-loops'
import type { NetworkDocument, NodeDocument, NodeId, WireDocument } from './network'
import { portsOf } from './node-ports'

export type WireFault = 'no-such-node' | 'no-such-port' | 'port-taken'

export interface NetworkStructure {
  /** By id; of nodes that share an id, the first. */
  readonly nodes: ReadonlyMap<NodeId, NodeDocument>
  readonly duplicateNodes: readonly NodeDocument[]
  readonly duplicateWires: readonly WireDocument[]
  /** Wires that hold, by the node and port they enter. */
  readonly incoming: ReadonlyMap<NodeId, ReadonlyMap<string, WireDocument>>
  readonly outgoing: ReadonlyMap<NodeId, readonly WireDocument[]>
  readonly faults: ReadonlyMap<WireDocument, WireFault>
  /** Every node once, sources first; nodes of a loop come where the rest of the loop lets them. */
  readonly order: readonly NodeId[]
  /** Groups of nodes that data could never leave, each in document order. */
  readonly loops: readonly (readonly NodeId[])[]
  /** Nodes from which an output node can be reached; all of them where there is no output node. */
  readonly used: ReadonlySet<NodeId>
  readonly inputNodes: readonly NodeDocument[]
  readonly outputNodes: readonly NodeDocument[]
}

const NO_WIRES: readonly WireDocument[] = []
const NO_PORTS: ReadonlyMap<string, WireDocument> = new Map()

export function wiresInto(structure: NetworkStructure, node: NodeId): ReadonlyMap<string, WireDocument> {
  return structure.incoming.get(node) ?? NO_PORTS
}

export function wiresOutOf(structure: NetworkStructure, node: NodeId): readonly WireDocument[] {
  return structure.outgoing.get(node) ?? NO_WIRES
}

/** The port whose value a bypassed node gives (rule N13): the first, in the layer's order, that a wire enters. */
export function passedPort(node: NodeDocument, ports: ReadonlyMap<string, WireDocument>): string | undefined {
  return portsOf(node.type)?.inputs.find((port) => ports.has(port.id))?.id
}

/** Wires whose value the node reads: all that enter it, of a bypassed node one. */
export function wiresRead(structure: Pick<NetworkStructure, 'incoming'>, node: NodeDocument): readonly (readonly [string, WireDocument])[] {
  const ports = structure.incoming.get(node.id) ?? NO_PORTS
  if (node.bypassed !== true) return [...ports]
  const passed = passedPort(node, ports)
  return [...ports].filter(([port]) => port === passed)
}

/** Why the wire cannot hold by itself, whatever other wires there are. Ports of unknown layers are taken on trust. */
function wireFault(nodes: ReadonlyMap<NodeId, NodeDocument>, wire: WireDocument): WireFault | undefined {
  const from = nodes.get(wire.from.node)
  const to = nodes.get(wire.to.node)
  if (from === undefined || to === undefined) return 'no-such-node'
  const source = portsOf(from.type)
  const target = portsOf(to.type)
  if (source !== undefined && !source.outputs.some((port) => port.id === wire.from.port)) return 'no-such-port'
  if (target !== undefined && !target.inputs.some((port) => port.id === wire.to.port)) return 'no-such-port'
  return undefined
}

/** Nodes in data-flow order as far as it exists; wires for which `ignored` is true do not count. */
function flowOrder(nodes: ReadonlyMap<NodeId, NodeDocument>, wires: readonly WireDocument[], ignored: (wire: WireDocument) => boolean): NodeId[] {
  const waiting = new Map<NodeId, number>()
  const followers = new Map<NodeId, NodeId[]>()
  for (const wire of wires) {
    if (ignored(wire)) continue
    waiting.set(wire.to.node, (waiting.get(wire.to.node) ?? 0) + 1)
    const list = followers.get(wire.from.node)
    if (list === undefined) followers.set(wire.from.node, [wire.to.node])
    else list.push(wire.to.node)
  }
  const order = [...nodes.keys()].filter((id) => (waiting.get(id) ?? 0) === 0)
  for (let next = 0; next < order.length; next += 1) {
    const id = order[next]
    if (id === undefined) break
    for (const follower of followers.get(id) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1
      waiting.set(follower, left)
      if (left === 0) order.push(follower)
    }
  }
  return order
}

/** Everything that can be reached by following `next`, the start included. */
function reach(start: readonly NodeId[], next: (id: NodeId) => readonly NodeId[]): Set<NodeId> {
  const seen = new Set<NodeId>(start)
  const queue = [...start]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const follower of next(id)) {
      if (seen.has(follower)) continue
      seen.add(follower)
      queue.push(follower)
    }
  }
  return seen
}

/** The node and all that it feeds: a wire from one of these to the node would close a loop. */
export function nodesAfter(structure: NetworkStructure, node: NodeId): ReadonlySet<NodeId> {
  return reach([node], (id) => wiresOutOf(structure, id).map((wire) => wire.to.node))
}

/** Reads the wiring once; every question about it is answered from the result. */
export function readStructure(network: NetworkDocument): NetworkStructure {
  const nodes = new Map<NodeId, NodeDocument>()
  const duplicateNodes: NodeDocument[] = []
  for (const node of network.nodes) {
    if (nodes.has(node.id)) duplicateNodes.push(node)
    else nodes.set(node.id, node)
  }
  const incoming = new Map<NodeId, Map<string, WireDocument>>()
  const outgoing = new Map<NodeId, WireDocument[]>()
  const faults = new Map<WireDocument, WireFault>()
  const duplicateWires: WireDocument[] = []
  const wireIds = new Set<string>()
  const holding: WireDocument[] = []
  for (const wire of network.wires) {
    if (wireIds.has(wire.id)) {
      duplicateWires.push(wire)
      continue
    }
    wireIds.add(wire.id)
    const ports = incoming.get(wire.to.node) ?? new Map<string, WireDocument>()
    const fault = wireFault(nodes, wire) ?? (ports.has(wire.to.port) ? 'port-taken' : undefined)
    if (fault !== undefined) {
      faults.set(wire, fault)
      continue
    }
    ports.set(wire.to.port, wire)
    incoming.set(wire.to.node, ports)
    const leaving = outgoing.get(wire.from.node)
    if (leaving === undefined) outgoing.set(wire.from.node, [wire])
    else leaving.push(wire)
    holding.push(wire)
  }
  let order = flowOrder(nodes, holding, () => false)
  let loops: NodeId[][] = []
  if (order.length < nodes.size) {
    const placed = new Set(order)
    loops = findLoops(
      [...nodes.keys()].filter((id) => !placed.has(id)),
      (id) => (outgoing.get(id) ?? NO_WIRES).map((wire) => wire.to.node),
    )
    const loopOf = new Map(loops.flatMap((loop, index) => loop.map((id) => [id, index] as const)))
    order = flowOrder(nodes, holding, (wire) => loopOf.has(wire.from.node) && loopOf.get(wire.from.node) === loopOf.get(wire.to.node))
  }
  const unique = [...nodes.values()]
  const outputNodes = unique.filter((node) => node.type === 'output')
  const used =
    outputNodes.length === 0
      ? new Set(nodes.keys())
      : reach(
          outputNodes.map((node) => node.id),
          (id) => {
            const node = nodes.get(id)
            return node === undefined ? [] : wiresRead({ incoming }, node).map(([, wire]) => wire.from.node)
          },
        )
  return {
    nodes,
    duplicateNodes,
    duplicateWires,
    incoming,
    outgoing,
    faults,
    order,
    loops,
    used,
    inputNodes: unique.filter((node) => node.type === 'input'),
    outputNodes,
  }
}
