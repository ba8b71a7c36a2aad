// A selection of layers becomes a block, and a use of a block its layers again: as lists of edits, so that each is one step of
// undo. The same weights give the same numbers before and after.
import { layerOf } from './analyse-network'
import { blockType, type BlockDocument, type BlockParameter } from './block'
import { isBlockLayer } from './block-layer'
import { namesIn, substituteNames } from './block-terms'
import type { GraphEdit } from './edit-schema'
import { instantiateBlock } from './instantiate-block'
import { newNodeId, newWireIds, nodeName } from './names'
import { networkIdSchema, nodeIdSchema, wireIdSchema, type NetworkDocument, type NetworkId, type NodeDocument, type NodeId, type WireDocument } from './network'
import { readNodeParameters } from './node-parameters'

/** On the canvas, from one column of layers to the next. */
const COLUMN = 168

/** Settings of selected nodes that become one parameter of the block. */
export interface NewParameter {
  readonly parameter: BlockParameter
  readonly settings: readonly { readonly node: NodeId; readonly setting: string; readonly term: string }[]
}

export interface NewBlock {
  readonly name: string
  readonly description?: string
  readonly parameters: readonly NewParameter[]
}

export type Plan =
  | { readonly ok: true; readonly edits: readonly GraphEdit[]; /** What stands there afterwards. */ readonly nodes: readonly NodeId[] }
  | { readonly ok: false; readonly reason: string }

interface Border {
  readonly entering: readonly WireDocument[]
  readonly leaving: readonly WireDocument[]
  readonly inside: readonly WireDocument[]
}

function borderOf(network: NetworkDocument, chosen: ReadonlySet<NodeId>): Border {
  const { wires } = network
  return {
    entering: wires.filter((wire) => chosen.has(wire.to.node) && !chosen.has(wire.from.node)),
    leaving: wires.filter((wire) => chosen.has(wire.from.node) && !chosen.has(wire.to.node)),
    inside: wires.filter((wire) => chosen.has(wire.from.node) && chosen.has(wire.to.node)),
  }
}

/** Why these nodes cannot be a block, naming the wires in the way; undefined where they can. */
export function blockObstacle(network: NetworkDocument, chosen: ReadonlySet<NodeId>, blocks: readonly BlockDocument[] = []): string | undefined {
  const nodes = network.nodes.filter((node) => chosen.has(node.id))
  if (nodes.length === 0) return 'Select the layers that are to be a block first'
  const end = nodes.find((node) => node.type === 'input' || node.type === 'output')
  if (end !== undefined) return `${nameIn(network, end.id, blocks)} cannot be part of a block: a network keeps its own input and output`
  const { entering, leaving } = borderOf(network, chosen)
  const sources = distinct(entering)
  const gives = distinct(leaving)
  if (sources.length === 0) return 'Nothing enters the selected layers: a block takes one input'
  if (gives.length === 0) return 'Nothing leaves the selected layers: a block gives one output'
  if (sources.length > 1) return `A block takes one input, and ${sources.length} enter here: ${wireWords(network, entering, blocks)}`
  if (gives.length > 1) return `A block gives one output, and ${gives.length} leave here: ${wireWords(network, leaving, blocks)}`
  const source = sources[0]
  if (source !== undefined && downstream(network, leaving.map((wire) => wire.to.node)).has(source)) {
    return `The block would feed itself: what leaves it comes back by way of ${nameIn(network, source, blocks)}. Select that too`
  }
  return undefined
}

function distinct(wires: readonly WireDocument[]): readonly NodeId[] {
  return [...new Set(wires.map((wire) => wire.from.node))]
}

function downstream(network: NetworkDocument, start: readonly NodeId[]): ReadonlySet<NodeId> {
  const seen = new Set(start)
  const queue = [...seen]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const wire of network.wires) {
      if (wire.from.node !== id || seen.has(wire.to.node)) continue
      seen.add(wire.to.node)
      queue.push(wire.to.node)
    }
  }
  return seen
}

function nameIn(network: NetworkDocument, id: NodeId, blocks: readonly BlockDocument[]): string {
  const node = network.nodes.find((each) => each.id === id)
  return node === undefined ? id : nodeName(node, layerOf(node.type, blocks))
}

function wireWords(network: NetworkDocument, wires: readonly WireDocument[], blocks: readonly BlockDocument[]): string {
  const words = wires.map((wire) => `${nameIn(network, wire.from.node, blocks)} → ${nameIn(network, wire.to.node, blocks)}`)
  return words.length > 4 ? `${words.slice(0, 3).join(', ')} and ${words.length - 3} more` : words.join(', ')
}

/** An id that no block and no network has, made of the name. */
export function newBlockId(name: string, taken: ReadonlySet<string>): NetworkId {
  const stem =
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 48) || 'block'
  let id = stem
  for (let count = 2; taken.has(id); count += 1) id = `${stem}-${count}`
  return networkIdSchema.parse(id)
}

/**
 * Edits that make a block of the nodes and put one use of it in their place.
 * @param taken ids of the experiment's networks and blocks; @param owner the block that the network is, where it is one: what its settings follow goes on following
 */
export function planMakeBlock(network: NetworkDocument, chosen: ReadonlySet<NodeId>, wanted: NewBlock, taken: ReadonlySet<string>, blocks: readonly BlockDocument[], owner?: BlockDocument): Plan {
  const reason = blockObstacle(network, chosen, blocks)
  if (reason !== undefined) return { ok: false, reason }
  const { entering, leaving, inside } = borderOf(network, chosen)
  const [source, given] = [entering[0]?.from, leaving[0]?.from]
  if (source === undefined || given === undefined) return { ok: false, reason: 'A block takes one input and gives one output' }
  const members = network.nodes.filter((node) => chosen.has(node.id))
  const id = newBlockId(wanted.name, taken)
  const left = Math.min(...members.map((node) => node.position.x))
  const top = Math.min(...members.map((node) => node.position.y))
  const right = Math.max(...members.map((node) => node.position.x))
  const names = new Set<string>(members.map((node) => node.id))
  const inputId = freeId('input', names)
  const outputId = freeId('output', names)
  // Parameters of the block this is done in, which settings of the selection follow.
  const followed = new Set(members.flatMap((node) => Object.values(node.bindings ?? {}).flatMap(namesIn)))
  const passed = (owner?.parameters ?? []).filter((parameter) => followed.has(parameter.id) && !wanted.parameters.some((each) => each.parameter.id === parameter.id))
  const terms = new Map<NodeId, Record<string, string>>()
  for (const { settings } of wanted.parameters) for (const { node, setting, term } of settings) terms.set(node, { ...terms.get(node), [setting]: term })
  const nodes = members.map((node): NodeDocument => {
    const bindings = { ...node.bindings, ...terms.get(node.id) }
    const placed = { ...node, position: { x: node.position.x - left + COLUMN, y: node.position.y - top } }
    return Object.keys(bindings).length === 0 ? placed : { ...placed, bindings }
  })
  const middle = members.reduce((sum, node) => sum + node.position.y, 0) / members.length - top
  const wireNames = new Set<string>(inside.map((wire) => wire.id))
  const block: BlockDocument = {
    id,
    name: wanted.name,
    ...(wanted.description === undefined || wanted.description === '' ? {} : { description: wanted.description }),
    parameters: [...passed, ...wanted.parameters.map((each) => each.parameter)],
    nodes: [
      { id: inputId, type: 'input', parameters: {}, position: { x: 0, y: Math.round(middle) } },
      ...nodes,
      { id: outputId, type: 'output', parameters: {}, position: { x: right - left + 2 * COLUMN, y: Math.round(middle) } },
    ],
    wires: [
      ...entering.map((wire) => ({ id: freeWire(wireNames), from: { node: inputId, port: 'output' }, to: wire.to })),
      ...inside,
      { id: freeWire(wireNames), from: given, to: { node: outputId, port: 'input' } },
    ],
  }
  const rest = { ...network, nodes: network.nodes.filter((node) => !chosen.has(node.id)) }
  const use = newNodeId(rest, blockType(id))
  const [first, ...later] = newWireIds({ ...network, wires: network.wires.filter((wire) => !chosen.has(wire.from.node) && !chosen.has(wire.to.node)) }, leaving.length + 1)
  if (first === undefined) return { ok: false, reason: 'No wire could be drawn' }
  const node: NodeDocument = {
    id: use,
    type: blockType(id),
    parameters: {},
    ...(passed.length === 0 ? {} : { bindings: Object.fromEntries(passed.map((parameter) => [parameter.id, parameter.id])) }),
    position: { x: Math.round((left + right) / 2), y: Math.round(top + middle) },
  }
  return {
    ok: true,
    nodes: [use],
    edits: [
      { kind: 'add-block', block },
      { kind: 'remove-nodes', network: network.id, nodes: members.map((each) => each.id) },
      { kind: 'add-node', network: network.id, node },
      { kind: 'connect', network: network.id, wire: { id: first, from: source, to: { node: use, port: 'input' } } },
      ...leaving.map((wire, index): GraphEdit => ({ kind: 'connect', network: network.id, wire: { id: later[index] ?? first, from: { node: use, port: 'output' }, to: wire.to } })),
    ],
  }
}

function freeId(stem: string, taken: Set<string>): NodeId {
  let id = stem
  for (let count = 2; taken.has(id); count += 1) id = `${stem}-${count}`
  taken.add(id)
  return nodeIdSchema.parse(id)
}

function freeWire(taken: Set<string>): WireDocument['id'] {
  let count = 1
  while (taken.has(`wire-${count}`)) count += 1
  taken.add(`wire-${count}`)
  return wireIdSchema.parse(`wire-${count}`)
}

/**
 * Edits that put a use's layers in its place, with the settings its parameters gave them. In a block (`owner`), settings that
 * followed the use's parameters follow what those followed.
 */
export function planUnpack(network: NetworkDocument, id: NodeId, blocks: readonly BlockDocument[]): Plan {
  const node = network.nodes.find((each) => each.id === id)
  const layer = node === undefined ? undefined : layerOf(node.type, blocks)
  if (node === undefined || !isBlockLayer(layer)) return { ok: false, reason: 'Only a block can be unpacked' }
  const name = nodeName(node, layer)
  if (node.bypassed === true) return { ok: false, reason: `${name} is bypassed: switch it on first` }
  const { values } = readNodeParameters(layer, node)
  if (values === undefined) return { ok: false, reason: `The settings of ${name} do not fit: mend them first` }
  const inner = instantiateBlock(layer.block, values).network
  const input = inner.nodes.find((each) => each.type === 'input')
  const output = inner.nodes.find((each) => each.type === 'output')
  const last = inner.wires.find((wire) => wire.to.node === output?.id)
  if (input === undefined || output === undefined || last === undefined) return { ok: false, reason: `${name} has no way from its input to its output: open it and mend it first` }
  const entering = network.wires.find((wire) => wire.to.node === id && wire.to.port === 'input')
  const leaving = network.wires.filter((wire) => wire.from.node === id)
  const literal = Object.fromEntries(Object.entries(values).map(([parameter, value]) => [parameter, String(value)]))
  const activation = output.parameters['activation'] ?? 'linear'
  const members = inner.nodes.flatMap((each): readonly NodeDocument[] => {
    if (each === input) return []
    if (each !== output) return [each]
    return activation === 'linear' || each.bypassed === true ? [] : [{ ...each, type: 'activation', parameters: { kind: activation } }]
  })
  const left = Math.min(...members.map((each) => each.position.x))
  const top = Math.min(...members.map((each) => each.position.y))
  const width = members.length === 0 ? 0 : Math.max(...members.map((each) => each.position.x)) - left
  const renamed = new Map<NodeId, NodeId>()
  const edits: GraphEdit[] = []
  // What stands to the right makes room.
  const after = downstream(network, leaving.map((wire) => wire.to.node))
  const moves = width === 0 ? [] : network.nodes.filter((each) => after.has(each.id) && each.position.x > node.position.x).map((each) => ({ node: each.id, position: { x: each.position.x + width, y: each.position.y } }))
  if (moves.length > 0) edits.push({ kind: 'move-nodes', network: network.id, moves })
  edits.push({ kind: 'remove-nodes', network: network.id, nodes: [id] })
  let grown: NetworkDocument = { ...network, nodes: network.nodes.filter((each) => each !== node), wires: network.wires.filter((wire) => wire.from.node !== id && wire.to.node !== id) }
  for (const { bindings, ...each } of members) {
    const fresh = newNodeId(grown, each.type)
    renamed.set(each.id, fresh)
    const following = followOuter(bindings ?? {}, node.bindings ?? {}, literal)
    const added: NodeDocument = {
      ...each,
      id: fresh,
      position: { x: node.position.x + each.position.x - left, y: node.position.y + each.position.y - (members.length === 1 ? each.position.y : top) },
      ...(Object.keys(following).length === 0 ? {} : { bindings: following }),
    }
    grown = { ...grown, nodes: [...grown.nodes, added] }
    edits.push({ kind: 'add-node', network: network.id, node: added })
  }
  const source = (wire: WireDocument): WireDocument['from'] | undefined => {
    if (wire.from.node === input.id) return entering?.from
    const from = renamed.get(wire.from.node)
    return from === undefined ? undefined : { ...wire.from, node: from }
  }
  const kept = renamed.get(output.id)
  const wires: { readonly from: WireDocument['from'] | undefined; readonly to: WireDocument['to'] }[] = inner.wires.flatMap((wire) => {
    const to = renamed.get(wire.to.node)
    return to === undefined ? [] : [{ from: source(wire), to: { ...wire.to, node: to } }]
  })
  const given = kept === undefined ? source(last) : { node: kept, port: 'output' }
  for (const wire of leaving) wires.push({ from: given, to: wire.to })
  const ids = newWireIds(grown, wires.length)
  wires.forEach(({ from, to }, index) => {
    const wire = ids[index]
    if (from !== undefined && wire !== undefined) edits.push({ kind: 'connect', network: network.id, wire: { id: wire, from, to } })
  })
  return { ok: true, edits, nodes: [...renamed.values()] }
}

/** Bindings inside a use, said in terms of what surrounds it; those that follow nothing there are settled. */
function followOuter(inner: Readonly<Record<string, string>>, outer: Readonly<Record<string, string>>, literal: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const following = Object.entries(inner).filter(([, term]) => namesIn(term).some((name) => Object.hasOwn(outer, name)))
  return Object.fromEntries(following.map(([setting, term]) => [setting, substituteNames(term, { ...literal, ...outer })]))
}
