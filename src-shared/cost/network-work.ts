// What a network computes for one example, by the way it is run. Kept with the network's analysis, so an edit counts its own network
// anew and nothing else.
import type { NetworkAnalysis, NodeAnalysis } from '../graph/network-analysis'
import type { NodeId } from '../graph/network'
import { sizeOf } from '../tensors/shape'
import { isBlockLayer } from '../graph/block-layer'
import { layerWork } from './layer-work'
import { addWork, NO_WORK, type Work } from './work'

export interface NetworkWork {
  readonly forward: Work
  /** Back through every layer that has weights before it. */
  readonly backward: Work
  /** Back through the rest, to what enters the network: left out where nobody asks for that gradient. */
  readonly input: Work
  readonly weights: Work
  /** Trainable values, and arrays of them: an update handles one at a time. None of a frozen network. */
  readonly trainable: { readonly values: number; readonly arrays: number }
  /** Values of all weights, moving averages included. */
  readonly weightValues: number
  /** Values kept for the way back, for one example: what layers give, where it is not what entered. */
  readonly kept: number
  /** The layer that keeps the most, and the one with the most weights, with how many values. */
  readonly largest: NodeShare | null
  readonly heaviest: NodeShare | null
}

interface NodeShare {
  readonly node: NodeId
  readonly name: string
  readonly values: number
}

const counted = new WeakMap<NetworkAnalysis, NetworkWork>()

export function networkWork(analysis: NetworkAnalysis): NetworkWork {
  const known = counted.get(analysis)
  if (known !== undefined) return known
  const work = count(analysis)
  counted.set(analysis, work)
  return work
}

function count(analysis: NetworkAnalysis): NetworkWork {
  let forward = NO_WORK
  let backward = NO_WORK
  let input = NO_WORK
  let weights = NO_WORK
  let [values, arrays, weightValues, kept] = [0, 0, 0, 0]
  let largest: NodeShare | null = null
  let heaviest: NodeShare | null = null
  const frozen = analysis.network.frozen === true
  /** Nodes whose output depends on a trainable weight. */
  const trained = new Set<NodeId>()
  const sources = new Map<NodeId, NodeId[]>()
  for (const { from, to } of analysis.network.wires) sources.set(to.node, [...(sources.get(to.node) ?? []), from.node])
  for (const id of analysis.order) {
    const node = analysis.nodes.get(id)
    if (node === undefined || node.output === null) continue
    const inner = insideOf(node)
    // Inside a block, too, only what lies past weights is gone back through, unless weights come before the block.
    const work = inner ?? { ...layerWork(node), input: null }
    const before = (sources.get(id) ?? []).some((source) => trained.has(source))
    const own = frozen ? [] : node.weights.filter((weight) => weight.trainable)
    if (before || own.length > 0) trained.add(id)
    forward = addWork(forward, work.forward)
    if (work.input === null) [backward, input] = before ? [addWork(backward, work.backward), input] : [backward, addWork(input, work.backward)]
    else if (before) backward = addWork(addWork(backward, work.backward), work.input)
    else [backward, input] = [addWork(backward, work.backward), addWork(input, work.input)]
    if (own.length > 0) weights = addWork(weights, work.weights)
    arrays += own.length
    for (const weight of own) values += sizeOf(weight.shape)
    const held = node.weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0)
    weightValues += held
    const size = sizeOf(node.output)
    const copies = node.node.bypassed === true || node.layer === undefined ? 0 : copiesKept(node.layer.category, node.layer.type)
    const waiting = inner === null ? copies * size : inner.kept
    kept += waiting
    if (largest === null || waiting > largest.values) largest = { node: id, name: node.name, values: waiting }
    if (held > (heaviest?.values ?? 0)) heaviest = { node: id, name: node.name, values: held }
  }
  return { forward, backward, input, weights, trainable: { values, arrays }, weightValues, kept, largest, heaviest }
}

/** How many arrays of a layer's output size wait for the way back. */
function copiesKept(category: string, type: string): number {
  if (category === 'normalise') return 4
  if (category === 'random') return 2
  if (type === 'flatten' || type === 'reshape' || type === 'input') return 0
  return 1
}

/** What a block is made of here; null for every other layer. */
function insideOf(node: NodeAnalysis): NetworkWork | null {
  const { layer, parameters, inputs } = node
  return isBlockLayer(layer) && parameters !== undefined && node.node.bypassed !== true ? networkWork(layer.inside(parameters, inputs)) : null
}
