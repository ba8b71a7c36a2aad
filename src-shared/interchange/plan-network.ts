// What both code generators begin with: the nodes of a network in the order they run, with Python names for them.
import type { NetworkAnalysis } from '../graph/analyse-network'
import { readStructure, wiresRead } from '../graph/network-structure'
import type { NodeId } from '../graph/network'
import type { LayerDefinition, PortShapes } from '../layers/layer-definition'
import { StudioError } from '../studio-error'
import type { Shape } from '../tensors/shape'
import { snakeName, uniqueNames } from './python-names'

export interface PlannedNode {
  readonly id: NodeId
  /** As a person reads it. */
  readonly title: string
  /** As Python reads it; unique within the network. */
  readonly name: string
  /** True where a person named it. */
  readonly named: boolean
  readonly layer: LayerDefinition
  readonly parameters: Readonly<Record<string, unknown>>
  /** Where values come from, in the order of the layer's ports. Bypassed nodes are looked through. */
  readonly sources: readonly NodeId[]
  readonly inputs: PortShapes
  readonly output: Shape
}

export interface NetworkPlan {
  readonly analysis: NetworkAnalysis
  readonly inputShape: Shape
  readonly outputShape: Shape
  /** In data-flow order, input first, output last. */
  readonly nodes: readonly PlannedNode[]
  /** How many nodes read a node's value. */
  readonly readers: ReadonlyMap<NodeId, number>
  /** The node of the Gaussian latent whose mean and log-variance the network hands out too. */
  readonly latent: PlannedNode | undefined
}

/** @throws StudioError `export-not-possible`, naming the first problem of the network. */
export function planNetwork(analysis: NetworkAnalysis): NetworkPlan {
  const { network, inputShape, outputShape } = analysis
  const problem = analysis.problems.find((each) => each.severity === 'error')
  if (problem !== undefined || inputShape === null || outputShape === null) {
    throw new StudioError({
      code: 'export-not-possible',
      message: `${network.name} cannot be exported as it is: ${problem?.title ?? 'what enters it is not known, since it plays no role'}`,
      path: network.id,
      ...(problem === undefined ? {} : { expected: problem.expected, got: problem.got }),
      fix: problem?.fix ?? 'give it a role under Recipe, or take it out',
    })
  }
  const structure = readStructure(network)
  const passed = new Map<NodeId, NodeId>()
  const origin = (id: NodeId): NodeId => passed.get(id) ?? id
  const found: Omit<PlannedNode, 'name'>[] = []
  for (const id of analysis.order) {
    const node = analysis.nodes.get(id)
    if (node === undefined) continue
    const wires = new Map(wiresRead(structure, node.node))
    if (node.node.bypassed === true) {
      const [wire] = wires.values()
      if (wire !== undefined) passed.set(id, origin(wire.from.node))
      continue
    }
    const { layer, parameters, output } = node
    if (layer === undefined || parameters === undefined || output === null) throw new Error(`${node.name} is run without being known`)
    const sources = layer.inputs.flatMap((port) => {
      const wire = wires.get(port.id)
      return wire === undefined ? [] : [origin(wire.from.node)]
    })
    const inputs = layer.type === 'input' ? { input: inputShape } : node.inputs
    found.push({ id, title: node.name, named: (node.node.name ?? '').trim() !== '', layer, parameters, sources, inputs, output })
  }
  const named = found.filter((node) => node.layer.type !== 'input' && node.layer.type !== 'output')
  const names = uniqueNames(named.map((node) => [node.id, snakeName(node.title, 'layer')] as const), [snakeName(network.id, 'network'), 'z'])
  const nodes = found.map((node) => ({ ...node, name: names.get(node.id) ?? node.layer.type }))
  const readers = new Map<NodeId, number>()
  for (const { sources } of nodes) for (const source of sources) readers.set(source, (readers.get(source) ?? 0) + 1)
  return { analysis, inputShape, outputShape, nodes, readers, latent: nodes.findLast((node) => node.layer.type === 'gaussian-latent') }
}
