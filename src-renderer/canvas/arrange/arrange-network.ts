// Auto-layout as edits: layers in columns, frames around what they held, and comments beside the layer they stood by, where
// nothing lies. Loaded when it is first asked for.
import type { GraphEdit } from '@shared/graph/edit-schema'
import { layeredLayout, type LayoutGroups } from '@shared/graph/layered-layout'
import type { NetworkDocument, NodeId, NoteDocument, NoteId } from '@shared/graph/network'
import { flowId } from '../flow-id'
import { NODE_HEIGHT, NODE_WIDTH, overlaps, type Rectangle } from '@shared/graph/lane-geometry'
import { frameAround, heldBy, nodeBox, noteFlowId } from '../notes/note-geometry'

const GAP = 12

type Place = NoteDocument['position']

export function arrangeNetwork(network: NetworkDocument): readonly GraphEdit[] {
  const held = heldByFrames(network)
  const places = layeredLayout(network, groupsOf(held))
  const boxOf = (node: NodeId): Rectangle => ({ ...(places.get(node) ?? { x: 0, y: 0 }), width: NODE_WIDTH, height: NODE_HEIGHT })
  const frames = [...held].filter(([, nodes]) => nodes.length > 0).map(([note, nodes]) => ({ note, ...frameAround(nodes.map(boxOf)) }))
  const taken: Rectangle[] = [...network.nodes.map(({ id }) => boxOf(id)), ...frames.map(({ position, size }) => ({ ...position, ...size }))]
  const loose = (network.notes ?? []).filter((note) => !frames.some((frame) => frame.note === note.id))
  const moved = loose.map((note): GraphEdit => {
    const position = freePlace(note, beside(note, network, boxOf), taken)
    taken.push({ ...position, ...note.size })
    return { kind: 'change-note', network: network.id, note: note.id, changes: { position } }
  })
  return [
    { kind: 'move-nodes', network: network.id, moves: network.nodes.map(({ id, position }) => ({ node: id, position: places.get(id) ?? position })) },
    ...frames.map(({ note, position, size }): GraphEdit => ({ kind: 'change-note', network: network.id, note, changes: { position, size } })),
    ...moved,
  ]
}

/** The nodes in each frame. */
function heldByFrames(network: NetworkDocument): ReadonlyMap<NoteId, readonly NodeId[]> {
  const boxes = network.nodes.map((node) => ({ ...nodeBox({ id: flowId(network.id, node.id), ...node.position }), node: node.id }))
  const frames = (network.notes ?? []).filter((note) => note.kind === 'frame')
  return new Map(frames.map((note) => [note.id, heldBy({ id: noteFlowId(network.id, note.id), ...note.position, ...note.size }, boxes).map((box) => box.node)]))
}

/** A node is in the smallest frame that holds it, a frame in the smallest that holds all of its nodes and more. */
function groupsOf(held: ReadonlyMap<NoteId, readonly NodeId[]>): LayoutGroups {
  const bySize = [...held].filter(([, nodes]) => nodes.length > 0).toSorted((a, b) => a[1].length - b[1].length)
  const ofNode = new Map<NodeId, string>()
  const ofGroup = new Map<string, string>()
  bySize.forEach(([note, nodes], index) => {
    for (const node of nodes) if (!ofNode.has(node)) ofNode.set(node, note)
    const outer = bySize.slice(index + 1).find(([, others]) => others.length > nodes.length && nodes.every((node) => others.includes(node)))
    if (outer) ofGroup.set(note, outer[0])
  })
  return { ofNode, ofGroup }
}

/** Where a note comes to lie when it goes along with the node it stood nearest to. */
function beside(note: NoteDocument, network: NetworkDocument, boxOf: (node: NodeId) => Rectangle): Place {
  const middle = { x: note.position.x + note.size.width / 2, y: note.position.y + note.size.height / 2 }
  const away = (node: NetworkDocument['nodes'][number]): number => Math.hypot(node.position.x + NODE_WIDTH / 2 - middle.x, node.position.y + NODE_HEIGHT / 2 - middle.y)
  const [nearest] = network.nodes.toSorted((a, b) => away(a) - away(b))
  if (!nearest) return note.position
  const box = boxOf(nearest.id)
  return { x: note.position.x + box.x - nearest.position.x, y: note.position.y + box.y - nearest.position.y }
}

/** The wanted place, else the nearest above or below that covers nothing. */
function freePlace({ size }: NoteDocument, wanted: Place, taken: readonly Rectangle[]): Place {
  const covered = (y: number): readonly Rectangle[] => taken.filter((box) => overlaps({ x: wanted.x, y, ...size }, box))
  const x = Math.round(wanted.x)
  if (covered(wanted.y).length === 0) return { x, y: Math.round(wanted.y) }
  const edges = taken.flatMap((box) => [box.y - size.height - GAP, box.y + box.height + GAP])
  const [y] = edges.filter((edge) => covered(edge).length === 0).toSorted((a, b) => Math.abs(a - wanted.y) - Math.abs(b - wanted.y))
  return { x, y: Math.round(y ?? wanted.y) }
}
