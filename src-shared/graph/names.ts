// Names and ids: what a person calls a node, how weights are named in a run's state, and new ids.
import { findLayer } from '../layers/catalogue'
import { blockIdOf } from './block'
import { networkIdSchema, nodeIdSchema, noteIdSchema, wireIdSchema, type NetworkDocument, type NetworkId, type NodeDocument, type NodeId, type NoteId, type WireId } from './network'

/**
 * What a person calls the node: its name, else its layer's title, else its type.
 * @param layer the node's layer, where the caller knows it; of a use of a block, whose name this is otherwise not told, the block's id is the name
 */
export function nodeName(node: NodeDocument, layer: { readonly title: string } | undefined = findLayer(node.type)): string {
  const given = node.name?.trim()
  return given !== undefined && given !== '' ? given : (layer?.title ?? blockIdOf(node.type) ?? node.type)
}

/** Full name of a weight in a run's state and checkpoints. */
export function weightFullName(network: NetworkId, node: NodeId, weight: string): string {
  return `${network}/${node}/${weight}`
}

function firstFree(stem: string, taken: ReadonlySet<string>): string {
  let count = 1
  while (taken.has(`${stem}-${count}`)) count += 1
  return `${stem}-${count}`
}

/** An id that no node of the network has: `dense-1`, `dense-2` ... Always the same for the same network. */
export function newNodeId(network: NetworkDocument, type: string): NodeId {
  const stem = (blockIdOf(type) ?? type).replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 48)
  return nodeIdSchema.parse(firstFree(stem === '' ? 'node' : stem, new Set(network.nodes.map((node) => node.id))))
}

/** As many ids as asked for that no wire of the network has: `wire-1` ... Always the same for the same network. */
export function newWireIds(network: NetworkDocument, count: number): readonly WireId[] {
  const taken = new Set<string>(network.wires.map((wire) => wire.id))
  return Array.from({ length: count }, () => {
    const id = firstFree('wire', taken)
    taken.add(id)
    return wireIdSchema.parse(id)
  })
}

/** An id that no wire of the network has. */
export function newWireId(network: NetworkDocument): WireId {
  return wireIdSchema.parse(firstFree('wire', new Set(network.wires.map((wire) => wire.id))))
}

/** An id that no comment or frame of the network has. */
export function newNoteId(network: NetworkDocument): NoteId {
  return noteIdSchema.parse(firstFree('note', new Set((network.notes ?? []).map((note) => note.id))))
}

/** An id that none of the networks has: the stem itself, `encoder`, else `encoder-2` ... */
export function newNetworkId(networks: readonly NetworkDocument[], stem: string): NetworkId {
  const taken = new Set<string>(networks.map((network) => network.id))
  const plain = stem.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 56)
  let id = plain === '' ? 'network' : plain
  for (let count = 2; taken.has(id); count += 1) id = `${plain === '' ? 'network' : plain}-${count}`
  return networkIdSchema.parse(id)
}
