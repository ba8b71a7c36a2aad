// Shape and cost inference of one network: walks the nodes in data-flow order and says, for every node and wire, what
// flows there, what it costs, and what is wrong. It runs at every keystroke and never throws, whatever the document holds.
import type { Problem } from '../problem'
import { sameShape, sizeOf, type Shape } from '../tensors/shape'
import { findLayer } from '../layers/catalogue'
import type { LayerDefinition } from '../layers/layer-definition'
import { analyseNode, type AnalysisContext } from './analyse-node'
import { blockIdOf, type BlockDocument } from './block'
import { blockLayer } from './block-layer'
import { newWireId } from './names'
import type { NetworkDocument, NodeDocument, NodeId } from './network'
import type { NetworkAnalysis, NodeAnalysis, WireAnalysis } from './network-analysis'
import { readStructure, wiresRead, type NetworkStructure } from './network-structure'
import { structureProblems } from './structure-problems'
import { usedBlocks } from './used-blocks'

export type { NetworkAnalysis, NodeAnalysis, WireAnalysis } from './network-analysis'

// Documents are immutable: editing one network leaves the others the same objects, whose analysis still holds.
const analysed = new WeakMap<NetworkDocument, NetworkAnalysis>()

/**
 * @param inputShape what enters the network, without the batch axis; null where no role says so. Costs, too, are for one example.
 * @param blocks the experiment's blocks; a network that uses none of those that changed keeps its analysis
 */
export function analyseNetwork(network: NetworkDocument, inputShape: Shape | null, blocks: readonly BlockDocument[] = []): NetworkAnalysis {
  const used = blocks.length === 0 ? blocks : usedBlocks([network], blocks)
  const known = analysed.get(network)
  if (known !== undefined && equalShapes(known.inputShape, inputShape) && sameBlocks(known.blocks, used)) return known
  const analysis = analyse(network, inputShape, used)
  analysed.set(network, analysis)
  return analysis
}

/** The layer of a node's type: of the catalogue, or made of one of the experiment's blocks; undefined where neither has it. */
export function layerOf(type: string, blocks: readonly BlockDocument[] = []): LayerDefinition | undefined {
  const layer = findLayer(type)
  const id = layer === undefined ? blockIdOf(type) : undefined
  const block = id === undefined ? undefined : blocks.find((each) => each.id === id)
  return block === undefined ? layer : blockLayer(block, blocks, analyseNetwork)
}

function sameBlocks(a: readonly BlockDocument[], b: readonly BlockDocument[]): boolean {
  return a === b || (a.length === b.length && a.every((block, index) => block === b[index]))
}

function equalShapes(a: Shape | null, b: Shape | null): boolean {
  return a === null || b === null ? a === b : sameShape(a, b)
}

/** True where what a node gives is not to be relied on. */
function isFaulty(node: NodeAnalysis | undefined): boolean {
  return node === undefined || node.stale || node.fault !== 'none'
}

function analyse(network: NetworkDocument, inputShape: Shape | null, blocks: readonly BlockDocument[]): NetworkAnalysis {
  const structure = readStructure(network)
  const looped = new Set<NodeId>(structure.loops.flat())
  const nodes = new Map<NodeId, NodeAnalysis>()
  const context = { network, structure, analysed: nodes, newWire: newWireId(network), layerOf: (type: string) => layerOf(type, blocks) }
  const structural = structureProblems(network, structure, context.layerOf)
  const structuralByNode = Map.groupBy(structural, (problem) => problem.place.node ?? '')
  for (const id of structure.order) {
    const node = structure.nodes.get(id)
    if (node === undefined) continue
    const { inputs, stale } = arriving(structure, nodes, node, inputShape)
    const own = analyseNodeOnce(context, node, inputs, stale || looped.has(id))
    nodes.set(id, withProblems(own, structuralByNode.get(id) ?? []))
  }
  reportSharedNames(network, nodes, structure.order)
  const exposed: Record<string, Shape> = {}
  const order = structure.order.filter((id) => runs(nodes.get(id)))
  for (const id of order) Object.assign(exposed, exposedBy(nodes.get(id)))
  const outputId = structure.outputNodes[0]?.id
  const output = outputId === undefined ? undefined : nodes.get(outputId)
  const used = [...nodes.values()].filter((node) => node.used)
  const placeless = structural.filter((problem) => problem.place.node === undefined || !nodes.has(problem.place.node as NodeId))
  return {
    network,
    blocks,
    order,
    nodes,
    wires: wireStates(network, structure, nodes, looped),
    inputShape,
    outputShape: output?.output ?? null,
    exposed,
    totals: {
      parameters: used.reduce((sum, node) => sum + node.parameterCount, 0),
      multiplyAdds: used.reduce((sum, node) => sum + node.multiplyAdds, 0),
      activations: used.reduce((sum, node) => sum + (node.inside?.totals.activations ?? (node.output === null ? 0 : sizeOf(node.output))), 0),
    },
    problems: [...placeless, ...structure.order.flatMap((id) => nodes.get(id)?.problems ?? [])],
  }
}

// Of nodes that nothing is wrong with: only what is wrong is told in the words of others, such as the layer before.
const analysedNodes = new WeakMap<NodeDocument, NodeAnalysis>()

/** After an edit, only what it changed and what lies downstream is worked out; the rest stays the same objects. */
function analyseNodeOnce(context: AnalysisContext, node: NodeDocument, inputs: Readonly<Record<string, Shape>>, stale: boolean): NodeAnalysis {
  const known = analysedNodes.get(node)
  const holds = known !== undefined && known.stale === stale && known.used === context.structure.used.has(node.id) && known.layer === context.layerOf(node.type) && samePorts(known.inputs, inputs)
  if (holds) return known
  const analysis = analyseNode(context, node, inputs, stale)
  if (analysis.problems.length === 0) analysedNodes.set(node, analysis)
  return analysis
}

function samePorts(a: Readonly<Record<string, Shape>>, b: Readonly<Record<string, Shape>>): boolean {
  const ports = Object.entries(a)
  return ports.length === Object.keys(b).length && ports.every(([port, shape]) => equalShapes(shape, b[port] ?? null))
}

/** Shapes at a node's ports, and whether one of them lies past a fault. The input node gets what the network gets. */
function arriving(
  structure: NetworkStructure,
  nodes: ReadonlyMap<NodeId, NodeAnalysis>,
  node: NodeDocument,
  inputShape: Shape | null,
): { readonly inputs: Record<string, Shape>; readonly stale: boolean } {
  if (node.type === 'input') return inputShape === null ? { inputs: {}, stale: true } : { inputs: { input: inputShape }, stale: false }
  const inputs: Record<string, Shape> = {}
  let stale = false
  for (const [port, wire] of wiresRead(structure, node)) {
    const source = nodes.get(wire.from.node)
    if (isFaulty(source)) stale = true
    if (source !== undefined && source.output !== null) inputs[port] = source.output
  }
  return { inputs, stale }
}

function withProblems(analysis: NodeAnalysis, extra: readonly Problem[]): NodeAnalysis {
  return extra.length === 0 ? analysis : { ...analysis, problems: [...extra, ...analysis.problems] }
}

function runs(node: NodeAnalysis | undefined): node is NodeAnalysis {
  return node !== undefined && node.used && node.output !== null && !isFaulty(node)
}

function exposedBy(node: NodeAnalysis | undefined): Readonly<Record<string, Shape>> {
  return runs(node) && node.node.bypassed !== true ? (node.layer?.exposes?.(node.parameters ?? {}, node.inputs) ?? {}) : {}
}

/** Rule N10: a recipe finds what layers expose by name, so a name may be exposed once in a network. */
function reportSharedNames(network: NetworkDocument, nodes: Map<NodeId, NodeAnalysis>, order: readonly NodeId[]): void {
  const owners = new Map<string, NodeAnalysis>()
  for (const id of order) {
    const node = nodes.get(id)
    if (node === undefined || node.node.type === 'output') continue
    const taken = Object.keys(exposedBy(node)).filter((name) => owners.has(name))
    const owner = owners.get(taken[0] ?? '')
    if (owner === undefined) {
      for (const name of Object.keys(exposedBy(node))) owners.set(name, node)
      continue
    }
    const problem: Problem = {
      code: 'exposed-twice',
      severity: 'error',
      place: { network: network.id, node: id },
      title: `${network.name} has more than one ${node.layer?.title ?? node.name}`,
      expected: `one layer that gives the recipe ${taken.join(' and ')}`,
      got: `${owner.name} and ${node.name}`,
      fix: `remove ${node.name}`,
      fixes: [{ label: 'Remove it', edits: [{ kind: 'remove-nodes', network: network.id, nodes: [id] }] }],
    }
    nodes.set(id, withProblems(node, [problem]))
  }
}

function wireStates(
  network: NetworkDocument,
  structure: NetworkStructure,
  nodes: ReadonlyMap<NodeId, NodeAnalysis>,
  looped: ReadonlySet<NodeId>,
): ReadonlyMap<string, WireAnalysis> {
  const states = new Map<string, WireAnalysis>()
  const loopOf = new Map(structure.loops.flatMap((loop, index) => loop.map((id) => [id, index] as const)))
  for (const wire of network.wires) {
    if (states.has(wire.id)) continue
    const source = nodes.get(wire.from.node)
    const target = nodes.get(wire.to.node)
    const shape = source?.output ?? null
    const inLoop = looped.has(wire.from.node) && loopOf.get(wire.from.node) === loopOf.get(wire.to.node)
    if (structure.faults.has(wire) || inLoop) states.set(wire.id, { shape, state: 'bad' })
    else if (isFaulty(source)) states.set(wire.id, { shape, state: 'unknown' })
    else states.set(wire.id, { shape, state: target?.fault === 'input' ? 'bad' : 'ok' })
  }
  return states
}
