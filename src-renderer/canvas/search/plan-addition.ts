// Adding a layer: where it goes and which wires it takes, as one list of edits, so that one undo takes it all back.
import type { NetworkAnalysis } from '@shared/graph/analyse-network'
import { analyseNetwork } from '@shared/graph/analyse-network'
import type { BlockDocument } from '@shared/graph/block'
import type { NodePorts } from '@shared/graph/node-ports'
import type { GraphEdit } from '@shared/graph/edit-schema'
import { newNodeId, newWireId, newWireIds, nodeName } from '@shared/graph/names'
import type { NetworkDocument, NodeDocument, NodeId, WireDocument, WireId } from '@shared/graph/network'
import type { LayerDefinition } from '@shared/layers/layer-definition'
import { downstreamOf, type PortPlace } from '../wires/connection-rules'
import { NODE_HEIGHT, NODE_WIDTH } from '@shared/graph/lane-geometry'
import { COLUMN_PITCH, ROW_PITCH } from '@shared/graph/layout-pitch'
import type { Point } from '@shared/graph/wire-path'

export type AdditionPlace =
  /** After a node (taking over its outgoing wires), or at the end of the network where none is given. */
  | { readonly kind: 'after'; readonly node: NodeId | null }
  /** At a point of the network; fed by the given port, or feeding it, where a wire was dropped there. */
  | { readonly kind: 'at'; readonly position: Point; readonly from?: PortPlace; readonly to?: PortPlace }
  /** Between the two ends of a wire, at a point or in its middle. */
  | { readonly kind: 'on'; readonly wire: WireId; readonly position?: Point }

export type Addition =
  | { readonly ok: true; readonly edits: readonly GraphEdit[]; readonly node: NodeId; /** Said when it could not be wired. */ readonly remark: string | null }
  | { readonly ok: false; readonly reason: string }

export function planAddition(analysis: NetworkAnalysis, layer: LayerDefinition, place: AdditionPlace, blocks: readonly BlockDocument[] = analysis.blocks): Addition {
  const { network } = analysis
  if ((layer.type === 'input' || layer.type === 'output') && network.nodes.some((node) => node.type === layer.type)) {
    return { ok: false, reason: `${network.name} has its ${layer.title.toLowerCase()} already; a network has exactly one` }
  }
  const id = newNodeId(network, layer.type)
  if (place.kind === 'at') return addAt(network, layer, id, place)
  if (place.kind === 'on') return addOn(network, layer, id, place)

  const anchor = place.node === null ? endOfChain(network, layer) : network.nodes.find((node) => node.id === place.node)
  if (!anchor) return addAt(network, layer, id, { position: freePlace(network, { x: 0, y: 0 }) })

  const wired = wiredAfter(network, layer, id, anchor)
  const verdict = wired && judge(analysis, wired, id, blocks)
  if (wired && verdict !== 'unfit') return { ok: true, edits: wired, node: id, remark: verdict === 'open' ? `${layer.title} is wired to ${nodeName(anchor)}; its other inputs are open` : null }
  const position = freePlace(network, { x: anchor.position.x + COLUMN_PITCH, y: anchor.position.y + ROW_PITCH })
  return {
    ok: true,
    edits: [addNode(network, layer, id, position)],
    node: id,
    remark: wired ? `${layer.title} does not fit after ${analysis.nodes.get(anchor.id)?.name ?? nodeName(anchor)}, so it is not wired yet` : null,
  }
}

/** The nearest place at or below the wanted one that covers no other node. */
export function freePlace(network: NetworkDocument, wanted: { readonly x: number; readonly y: number }): { x: number; y: number } {
  const covers = (y: number): boolean =>
    network.nodes.some(({ position }) => Math.abs(position.x - wanted.x) < NODE_WIDTH + 8 && Math.abs(position.y - y) < NODE_HEIGHT + 8)
  let y = wanted.y
  while (covers(y)) y += ROW_PITCH
  return { x: wanted.x, y }
}

function addNode(network: NetworkDocument, layer: LayerDefinition, id: NodeId, position: { x: number; y: number }): GraphEdit {
  return { kind: 'add-node', network: network.id, node: { id, type: layer.type, parameters: {}, position } }
}

function addAt(
  network: NetworkDocument,
  layer: LayerDefinition,
  id: NodeId,
  place: { readonly position: Point; readonly from?: PortPlace; readonly to?: PortPlace },
): Addition {
  const edits: GraphEdit[] = [addNode(network, layer, id, { x: Math.round(place.position.x), y: Math.round(place.position.y) })]
  const port = layer.inputs[0]
  if (place.from && port) edits.push({ kind: 'connect', network: network.id, wire: { id: newWireId(network), from: place.from, to: { node: id, port: port.id } } })
  const output = layer.outputs[0]
  if (place.to && output) edits.push({ kind: 'connect', network: network.id, wire: { id: newWireId(network), from: { node: id, port: output.id }, to: place.to } })
  return { ok: true, edits, node: id, remark: null }
}

function addOn(network: NetworkDocument, layer: LayerDefinition, id: NodeId, place: { readonly wire: WireId; readonly position?: Point }): Addition {
  const wire = network.wires.find((each) => each.id === place.wire)
  const room = wire && roomOnWire(network, wire, place.position)
  if (!wire || !room) return { ok: false, reason: 'That wire is no longer there' }
  const joined = insertOnWire(network, wire, id, layer)
  if (!joined) return { ok: false, reason: `${layer.title} cannot stand on a wire: nothing ${layer.inputs.length === 0 ? 'enters' : 'leaves'} it` }
  return { ok: true, edits: [...room.edits, addNode(network, layer, id, room.position), ...joined], node: id, remark: null }
}

/**
 * Where a layer comes to stand on a wire: where it is wanted, else in the middle; between layers that stand close, in a column of its own, for which
 * the edits move what follows. Null where the wire's ends are not there.
 */
export function roomOnWire(network: NetworkDocument, wire: WireDocument, wanted?: Point): { readonly position: Point; readonly edits: readonly GraphEdit[] } | null {
  const source = network.nodes.find((node) => node.id === wire.from.node)
  const target = network.nodes.find((node) => node.id === wire.to.node)
  if (!source || !target) return null
  const [from, to] = [source.position, target.position]
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  const crowded = to.x - from.x < 2 * COLUMN_PITCH - 8 && to.x >= from.x && (wanted === undefined || Math.abs(wanted.y - middle.y) < NODE_HEIGHT)
  const { x, y } = crowded ? { x: from.x + COLUMN_PITCH, y: from.y === to.y ? from.y : middle.y } : (wanted ?? middle)
  const position = { x: Math.round(x), y: Math.round(y) }
  const displaced = crowded ? displacedBy(network, source, position) : []
  return { position, edits: displaced.length > 0 ? [shift(network, displaced)] : [] }
}

/** A layer that is there, or is put there by edits before these, onto a wire, near where it is wanted; null where it has no such ports. */
export function moveOntoWire(network: NetworkDocument, wire: WireDocument, id: NodeId, layer: NodePorts, wanted: Point): readonly GraphEdit[] | null {
  const [room, joined] = [roomOnWire(network, wire, wanted), insertOnWire(network, wire, id, layer)]
  return room && joined ? [...room.edits, { kind: 'move-nodes', network: network.id, moves: [{ node: id, position: room.position }] }, ...joined] : null
}

/** The two wires that take a wire's place with the node between them; null where the layer has no such ports. */
function insertOnWire(network: NetworkDocument, wire: WireDocument, id: NodeId, layer: NodePorts): GraphEdit[] | null {
  const [input, output] = [layer.inputs[0], layer.outputs[0]]
  const [first, second] = newWireIds(network, 2)
  if (!input || !output || first === undefined || second === undefined) return null
  return [
    { kind: 'connect', network: network.id, wire: { id: first, from: wire.from, to: { node: id, port: input.id } } },
    // The target's port takes one wire, so this one replaces the wire that was there.
    { kind: 'connect', network: network.id, wire: { id: second, from: { node: id, port: output.id }, to: wire.to } },
  ]
}

function shift(network: NetworkDocument, nodes: readonly NodeDocument[]): GraphEdit {
  return { kind: 'move-nodes', network: network.id, moves: nodes.map((node) => ({ node: node.id, position: { x: node.position.x + COLUMN_PITCH, y: node.position.y } })) }
}

/** Edits that put the layer behind the anchor and in front of whatever the anchor feeds; null where it has no such ports. */
function wiredAfter(network: NetworkDocument, layer: LayerDefinition, id: NodeId, anchor: NodeDocument): GraphEdit[] | null {
  const input = layer.inputs[0]
  if (!input || anchor.type === 'output') return null
  const position = { x: anchor.position.x + COLUMN_PITCH, y: anchor.position.y }
  const outgoing = layer.outputs.length > 0 ? network.wires.filter((wire) => wire.from.node === anchor.id) : []
  const [firstId, ...laterIds] = newWireIds(network, outgoing.length + 1)
  if (firstId === undefined) return null
  const edits: GraphEdit[] = []
  const displaced = outgoing.length > 0 ? displacedBy(network, anchor, position) : []
  if (displaced.length > 0) edits.push(shift(network, displaced))
  edits.push(addNode(network, layer, id, displaced.length > 0 ? position : freePlace(network, position)))
  const first: WireDocument = { id: firstId, from: { node: anchor.id, port: 'output' }, to: { node: id, port: input.id } }
  edits.push({ kind: 'connect', network: network.id, wire: first })
  // Connecting to an occupied input replaces its wire: the anchor's old wires go without being named.
  outgoing.forEach((wire, index) => {
    edits.push({ kind: 'connect', network: network.id, wire: { id: laterIds[index] ?? firstId, from: { node: id, port: 'output' }, to: wire.to } })
  })
  return edits
}

/** Nodes past the anchor that must make room, all of them or none. */
function displacedBy(network: NetworkDocument, anchor: NodeDocument, position: { readonly x: number; readonly y: number }): readonly NodeDocument[] {
  const past = downstreamOf(network, anchor.id)
  const crowded = network.nodes.some((node) => past.has(node.id) && node.id !== anchor.id && node.position.x < position.x + COLUMN_PITCH - 8)
  return crowded ? network.nodes.filter((node) => past.has(node.id) && node.id !== anchor.id) : []
}

/**
 * Whether the new node itself accepts what it is given; `open` where only further ports wait for a wire, as a merging layer's do.
 * What follows may need mending; that is the person's to decide.
 */
function judge(analysis: NetworkAnalysis, edits: readonly GraphEdit[], id: NodeId, blocks: readonly BlockDocument[]): 'fits' | 'open' | 'unfit' {
  const trial = analyseNetwork(applyToNetwork(analysis.network, edits), analysis.inputShape, blocks).nodes.get(id)
  if (trial?.fault === 'none') return 'fits'
  return trial !== undefined && trial.problems.length > 0 && trial.problems.every((problem) => problem.code === 'input-unwired') ? 'open' : 'unfit'
}

/** The three kinds of edits made here, carried out on a copy of one network. */
function applyToNetwork(network: NetworkDocument, edits: readonly GraphEdit[]): NetworkDocument {
  let { nodes, wires } = network
  for (const edit of edits) {
    if (edit.kind === 'add-node') nodes = [...nodes, edit.node]
    if (edit.kind === 'connect') {
      wires = [...wires.filter((wire) => wire.to.node !== edit.wire.to.node || wire.to.port !== edit.wire.to.port), edit.wire]
    }
  }
  return { ...network, nodes, wires }
}

/** Where a layer goes when nothing is selected: before the output, else after the rightmost node that feeds nothing. */
function endOfChain(network: NetworkDocument, layer: LayerDefinition): NodeDocument | undefined {
  if (layer.inputs.length === 0) return undefined
  const output = network.nodes.find((node) => node.type === 'output')
  const feeding = network.wires.find((wire) => wire.to.node === output?.id)
  const loose = network.nodes.filter((node) => node.type !== 'output' && !network.wires.some((wire) => wire.from.node === node.id))
  return network.nodes.find((node) => node.id === feeding?.from.node) ?? loose.sort((a, b) => b.position.x - a.position.x)[0]
}
