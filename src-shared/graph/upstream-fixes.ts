// Ready-made mends for a node that got the wrong shape: a setting of a layer further up, or a layer put in between.
import type { ShapeOutcome } from '../layers/layer-definition'
import type { Problem } from '../problem'
import { spellShape } from '../layers/words'
import { sizeOf, type Shape } from '../tensors/shape'
import type { GraphEdit } from './edit-schema'
import { newNodeId, newWireId, newWireIds } from './names'
import type { NetworkDocument, NodeDocument, NodeId, WireId } from './network'
import type { NetworkAnalysis, NodeAnalysis } from './network-analysis'
import { passedPort, readStructure, wiresInto, type NetworkStructure } from './network-structure'

type Fix = NonNullable<Problem['fixes']>[number]

export interface FixContext {
  readonly network: NetworkDocument
  readonly structure: NetworkStructure
  /** What is known of the nodes before this one. */
  readonly analysed: ReadonlyMap<NodeId, NodeAnalysis>
  /** An id for a new wire. */
  readonly newWire: WireId
}

/** A change of settings upstream that brings the wanted shape to a port; layers that keep shapes are passed over. */
function upstreamFix(context: FixContext, node: NodeId, port: string, wanted: Shape, named = false): Fix | undefined {
  let wire = wiresInto(context.structure, node).get(port)
  for (let steps = 0; wire !== undefined && steps < context.network.nodes.length; steps += 1) {
    const source = context.analysed.get(wire.from.node)
    if (source?.layer === undefined || source.parameters === undefined) return undefined
    if (source.layer.keepsShape === true || source.node.bypassed === true) {
      const ports = wiresInto(context.structure, source.node.id)
      wire = ports.get(source.node.bypassed === true ? (passedPort(source.node, ports) ?? '') : (source.layer.inputs[0]?.id ?? 'input'))
      continue
    }
    if (source.layer.inputs.some((input) => source.inputs[input.id] === undefined)) return undefined
    const change = source.layer.reach?.(source.parameters, source.inputs, wanted)
    if (change === undefined) return undefined
    return {
      label: named ? `${change.label} in ${source.name}` : change.label,
      edits: [{ kind: 'set-parameters', network: context.network.id, node: source.node.id, parameters: { ...change.parameters } }],
    }
  }
  return undefined
}

/** Puts a new layer on the wire that enters the node's first port, below the two it joins so that both stay visible. */
function insertionFix(
  context: FixContext,
  node: NodeDocument,
  port: string,
  insertion: NonNullable<Extract<ShapeOutcome, { ok: false }>['insertions']>[number],
): Fix | undefined {
  const { network, structure } = context
  const wire = wiresInto(structure, node.id).get(port)
  const source = wire === undefined ? undefined : structure.nodes.get(wire.from.node)
  if (wire === undefined || source === undefined) return undefined
  const id = newNodeId(network, insertion.type)
  const [first, second] = newWireIds(network, 2)
  if (first === undefined || second === undefined) return undefined
  const position = { x: (source.position.x + node.position.x) / 2, y: Math.min(1e6, Math.max(source.position.y, node.position.y) + 120) }
  const edits: GraphEdit[] = [
    { kind: 'add-node', network: network.id, node: { id, type: insertion.type, parameters: { ...insertion.parameters }, position } },
    { kind: 'connect', network: network.id, wire: { id: first, from: wire.from, to: { node: id, port: 'input' } } },
    { kind: 'connect', network: network.id, wire: { id: second, from: { node: id, port: 'output' }, to: { node: node.id, port } } },
  ]
  return { label: insertion.label, edits }
}

/** Every mend that the failed shape rule hints at, nearest to the cause first. */
export function shapeFixes(context: FixContext, node: NodeDocument, firstPort: string, outcome: Extract<ShapeOutcome, { ok: false }>): readonly Fix[] {
  const wanted = Object.entries(outcome.wanted ?? {})
  const upstream = wanted.flatMap(([port, shapes]) => shapes.map((shape) => upstreamFix(context, node.id, port, shape, wanted.length > 1)))
  const own = (outcome.fixes ?? []).map((fix): Fix => ({
    label: fix.label,
    edits: [{ kind: 'set-parameters', network: context.network.id, node: node.id, parameters: { ...fix.parameters } }],
  }))
  const inserted = (outcome.insertions ?? []).map((insertion) => insertionFix(context, node, firstPort, insertion))
  return [...upstream, ...own, ...inserted].filter((fix) => fix !== undefined)
}

/**
 * Mends for a network whose output should have another shape: a setting further up, or a Reshape before the output where
 * only the arrangement differs. For recipes, which know what a role's output must be.
 */
export function outputFixes(analysis: NetworkAnalysis, wanted: Shape): readonly Fix[] {
  const { network, outputShape, nodes } = analysis
  const structure = readStructure(network)
  const output = structure.outputNodes[0]
  if (output === undefined || outputShape === null) return []
  const context: FixContext = { network, structure, analysed: nodes, newWire: newWireId(network) }
  const fixes = [upstreamFix(context, output.id, 'input', wanted)]
  if (sizeOf(outputShape) === sizeOf(wanted)) {
    fixes.push(insertionFix(context, output, 'input', { label: `Insert Reshape to ${spellShape(wanted)}`, type: 'reshape', parameters: { target: [...wanted] } }))
  }
  return fixes.filter((fix) => fix !== undefined)
}
