// A network with every block taken apart, down to plain layers: what code export and whoever else knows layers only work on.
// A node inside a block gets the id `<block's node>/<inner node>`, so that weightFullName names the very weights that runs
// have; such ids are no ids of documents, and the network is not to be saved.
import type { BlockDocument } from './block'
import { layerOf } from './analyse-network'
import { isBlockLayer } from './block-layer'
import { instantiateBlock } from './instantiate-block'
import type { NetworkDocument, NodeDocument, NodeId, WireDocument, WireId } from './network'
import { readNodeParameters } from './node-parameters'

interface Port {
  readonly node: NodeId
  readonly port: string
}

/**
 * The same network in plain layers: the same outputs for the same weights. A use that cannot be taken apart (its block is not
 * there, its parameters do not fit) stays as it is; a bypassed one becomes a wire.
 */
export function expandBlocks(network: NetworkDocument, blocks: readonly BlockDocument[]): NetworkDocument {
  return network.nodes.reduce((current, node) => expandNode(current, node, blocks), network)
}

function expandNode(network: NetworkDocument, node: NodeDocument, blocks: readonly BlockDocument[]): NetworkDocument {
  const layer = layerOf(node.type, blocks)
  if (!isBlockLayer(layer)) return network
  const entering = network.wires.find((wire) => wire.to.node === node.id && wire.to.port === 'input')
  if (node.bypassed === true) return splice(network, node, [], [], entering?.from)
  const { values } = readNodeParameters(layer, node)
  if (values === undefined) return network
  const inner = expandBlocks(instantiateBlock(layer.block, values).network, blocks)
  const input = inner.nodes.find((each) => each.type === 'input')
  const output = inner.nodes.find((each) => each.type === 'output')
  const last = inner.wires.find((wire) => wire.to.node === output?.id)
  if (input === undefined || output === undefined || last === undefined) return network
  const within = (id: NodeId): NodeId => `${node.id}/${id}` as NodeId
  const source = (port: Port): Port | undefined => (port.node === input.id ? entering?.from : { ...port, node: within(port.node) })
  const activation = asActivation(output)
  const kept = [...inner.nodes.filter((each) => each !== input && each !== output), ...(activation === undefined ? [] : [activation])]
  const nodes = kept.map(({ bindings: _bindings, ...each }): NodeDocument => ({
    ...each,
    id: within(each.id),
    position: { x: node.position.x + each.position.x - input.position.x, y: node.position.y + each.position.y - input.position.y },
  }))
  const wires = inner.wires.flatMap((wire): readonly WireDocument[] => {
    if (wire === last && activation === undefined) return []
    const from = source(wire.from)
    return from === undefined ? [] : [{ id: `${node.id}/${wire.id}` as WireId, from, to: { ...wire.to, node: within(wire.to.node) } }]
  })
  return splice(network, node, nodes, wires, activation === undefined ? source(last.from) : { node: within(activation.id), port: 'output' })
}

/** An output's activation goes on as a layer of its own; undefined where it does nothing. */
function asActivation(output: NodeDocument): NodeDocument | undefined {
  const kind = output.parameters['activation'] ?? 'linear'
  return kind === 'linear' || output.bypassed === true ? undefined : { ...output, type: 'activation', parameters: { kind } }
}

/** Puts nodes and wires in a node's place; what it gave comes from `given` from now on, or from nowhere. */
function splice(network: NetworkDocument, node: NodeDocument, nodes: readonly NodeDocument[], wires: readonly WireDocument[], given: Port | undefined): NetworkDocument {
  return {
    ...network,
    nodes: network.nodes.flatMap((each) => (each === node ? nodes : [each])),
    wires: network.wires.flatMap((wire): readonly WireDocument[] => {
      if (wire.from.node === node.id) return given === undefined ? [] : [{ ...wire, from: given }]
      return wire.to.node === node.id ? [] : [wire]
    }).concat(wires),
  }
}
