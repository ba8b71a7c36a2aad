// What Ctrl+C keeps and Ctrl+V brings: layers of one network with the wires among them. Ends stay out: a network has
// exactly one input and one output.
import type { GraphEdit } from '@shared/graph/edit-schema'
import { newNodeId, newWireIds } from '@shared/graph/names'
import type { NetworkDocument, NodeDocument, NodeId, WireDocument } from '@shared/graph/network'

export interface Clipping {
  readonly nodes: readonly NodeDocument[]
  readonly wires: readonly WireDocument[]
}

export function clip(network: NetworkDocument, selected: ReadonlySet<string>): Clipping {
  const nodes = network.nodes.filter((node) => selected.has(node.id) && node.type !== 'input' && node.type !== 'output')
  const inside = new Set(nodes.map((node) => node.id))
  return { nodes, wires: network.wires.filter((wire) => inside.has(wire.from.node) && inside.has(wire.to.node)) }
}

/** Edits that put a copy into a network, moved by the given way, under ids of its own. */
export function pasteEdits(network: NetworkDocument, clipping: Clipping, by: { readonly x: number; readonly y: number }): { readonly edits: readonly GraphEdit[]; readonly nodes: readonly NodeId[] } {
  const renamed = new Map<NodeId, NodeId>()
  const edits: GraphEdit[] = []
  let grown = network
  for (const original of clipping.nodes) {
    const id = newNodeId(grown, original.type)
    const node = { ...original, id, position: { x: original.position.x + by.x, y: original.position.y + by.y } }
    renamed.set(original.id, id)
    grown = { ...grown, nodes: [...grown.nodes, node] }
    edits.push({ kind: 'add-node', network: network.id, node })
  }
  const ids = newWireIds(network, clipping.wires.length)
  clipping.wires.forEach((wire, index) => {
    const from = renamed.get(wire.from.node)
    const to = renamed.get(wire.to.node)
    const id = ids[index]
    if (from === undefined || to === undefined || id === undefined) return
    edits.push({ kind: 'connect', network: network.id, wire: { id, from: { ...wire.from, node: from }, to: { ...wire.to, node: to } } })
  })
  return { edits, nodes: [...renamed.values()] }
}
