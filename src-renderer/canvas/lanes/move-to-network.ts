// Layers let go in another lane: they go over into its network with the wires among them; wires to what stays are cut.
import type { GraphEdit } from '@shared/graph/edit-schema'
import { newNodeId, newNoteId, newWireIds } from '@shared/graph/names'
import type { NetworkDocument, NodeDocument, NodeId, NoteDocument } from '@shared/graph/network'

export interface MoveToNetwork {
  readonly edits: readonly GraphEdit[]
  /** The nodes' and notes' new ids. */
  readonly nodes: readonly NodeId[]
  readonly notes: readonly NoteDocument['id'][]
  /** Wires to layers that stay behind. */
  readonly cut: number
}

type Place = NodeDocument['position']

/** @param at new places by old id, in the coordinates of the network they come to. */
export function moveToNetwork(from: NetworkDocument, to: NetworkDocument, nodes: readonly NodeDocument[], notes: readonly NoteDocument[], at: ReadonlyMap<string, Place>): MoveToNetwork {
  const edits: GraphEdit[] = []
  const going = new Map<NodeId, NodeId>()
  let target = to
  for (const node of nodes) {
    const id = target.nodes.some((other) => other.id === node.id) ? newNodeId(target, node.type) : node.id
    const added = { ...node, id, position: at.get(node.id) ?? node.position }
    target = { ...target, nodes: [...target.nodes, added] }
    going.set(node.id, id)
    edits.push({ kind: 'add-node', network: to.id, node: added })
  }
  const touching = from.wires.filter((wire) => going.has(wire.from.node) || going.has(wire.to.node))
  const within = touching.filter((wire) => going.has(wire.from.node) && going.has(wire.to.node))
  const ids = newWireIds(to, within.length)
  within.forEach((wire, index) => {
    const [source, end, id] = [going.get(wire.from.node), going.get(wire.to.node), ids[index]]
    if (source !== undefined && end !== undefined && id !== undefined) {
      edits.push({ kind: 'connect', network: to.id, wire: { id, from: { node: source, port: wire.from.port }, to: { node: end, port: wire.to.port } } })
    }
  })
  const noteIds: NoteDocument['id'][] = []
  for (const note of notes) {
    const id = newNoteId(target)
    target = { ...target, notes: [...(target.notes ?? []), { ...note, id }] }
    noteIds.push(id)
    edits.push({ kind: 'add-note', network: to.id, note: { ...note, id, position: at.get(note.id) ?? note.position } })
  }
  if (nodes.length > 0) edits.push({ kind: 'remove-nodes', network: from.id, nodes: nodes.map((node) => node.id) })
  if (notes.length > 0) edits.push({ kind: 'remove-notes', network: from.id, notes: notes.map((note) => note.id) })
  return { edits, nodes: [...going.values()], notes: noteIds, cut: touching.length - within.length }
}
