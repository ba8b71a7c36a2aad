// Problems of a network's wiring, in words: ids, wires that lead nowhere, loops, inputs and outputs. SPEC.md numbers the rules.
import type { Problem, ProblemPlace } from '../problem'
import type { GraphEdit } from './edit-schema'
import { nodeName } from './names'
import type { NetworkDocument, NodeDocument, NodeId, WireDocument } from './network'
import { wiresOutOf, type NetworkStructure, type WireFault } from './network-structure'
import { portsOf } from './node-ports'

type LayerOf = (type: string) => { readonly title: string } | undefined
type Placed = Problem & { readonly place: ProblemPlace }

function namesOf(structure: NetworkStructure, ids: readonly NodeId[], layerOf: LayerOf): string {
  const names = ids.map((id) => {
    const node = structure.nodes.get(id)
    return node === undefined ? id : nodeName(node, layerOf(node.type))
  })
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`
}

/** Rule N1: ids are unique. */
function duplicateIds(network: NetworkDocument, structure: NetworkStructure): Placed[] {
  const words = (kind: string, id: string) => ({
    code: 'duplicate-id',
    severity: 'error' as const,
    title: `Two ${kind}s have the id ${id}`,
    expected: `an id of its own for every ${kind}`,
    got: `${id} again`,
    fix: `give one of them another id in the file`,
  })
  return [
    ...structure.duplicateNodes.map((node) => ({ ...words('node', node.id), place: { network: network.id, node: node.id } })),
    ...structure.duplicateWires.map((wire) => ({ ...words('wire', wire.id), place: { network: network.id, wire: wire.id } })),
  ]
}

function removeWires(network: NetworkDocument, wires: readonly WireDocument[]): { label: string; edits: GraphEdit[] } {
  return { label: wires.length === 1 ? 'Remove the wire' : 'Remove the wires', edits: [{ kind: 'disconnect', network: network.id, wires: wires.map((wire) => wire.id) }] }
}

/** Rules N2 and N3: a wire joins an output port to an input port that exist, and an input port takes one wire. */
function faultyWire(network: NetworkDocument, structure: NetworkStructure, wire: WireDocument, fault: WireFault, layerOf: LayerOf): Placed {
  const from = structure.nodes.get(wire.from.node)
  const to = structure.nodes.get(wire.to.node)
  const fromName = from === undefined ? wire.from.node : nodeName(from, layerOf(from.type))
  const toName = to === undefined ? wire.to.node : nodeName(to, layerOf(to.type))
  const place = { network: network.id, wire: wire.id, ...(to === undefined ? {} : { node: to.id }) }
  const common = { severity: 'error' as const, place, fix: 'remove the wire', fixes: [removeWires(network, [wire])] }
  switch (fault) {
    case 'no-such-node': {
      const missing = from === undefined ? wire.from.node : wire.to.node
      return {
        ...common,
        code: 'wire-without-node',
        title: `A wire leads ${from === undefined ? 'from' : 'to'} a node that is not there`,
        expected: `two nodes of ${network.name}`,
        got: `${fromName} → ${toName}, and there is no ${missing}`,
      }
    }
    case 'no-such-port': {
      const outputs = from === undefined ? [] : (portsOf(from.type)?.outputs ?? [])
      const atSource = from !== undefined && portsOf(from.type) !== undefined && !outputs.some((port) => port.id === wire.from.port)
      const ports = atSource ? outputs : to === undefined ? [] : (portsOf(to.type)?.inputs ?? [])
      const end = atSource ? fromName : toName
      return {
        ...common,
        code: 'wire-without-port',
        title: `${end} has no ${atSource ? 'output' : 'input'} port called ${atSource ? wire.from.port : wire.to.port}`,
        expected: ports.length === 0 ? `no wire ${atSource ? 'from' : 'to'} ${end}` : `one of its ports: ${ports.map((port) => port.id).join(', ')}`,
        got: `${fromName}.${wire.from.port} → ${toName}.${wire.to.port}`,
      }
    }
    case 'port-taken':
      return {
        ...common,
        code: 'port-taken',
        title: `Two wires enter ${toName} at the same port`,
        expected: `one wire at ${wire.to.port}`,
        got: `another one, from ${fromName}`,
      }
  }
}

/** Rule N4: no loops. The wire that closes it is the last one drawn. */
function loop(network: NetworkDocument, structure: NetworkStructure, ids: readonly NodeId[], layerOf: LayerOf): Placed[] {
  const first = ids[0]
  if (first === undefined) return []
  const members = new Set(ids)
  const inside = ids.flatMap((id) => wiresOutOf(structure, id).filter((wire) => members.has(wire.to.node)))
  const place = new Map(network.wires.map((wire, index) => [wire.id, index]))
  const closing = inside.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0)).at(-1)
  const words = closing === undefined ? 'one of its wires' : `the wire from ${namesOf(structure, [closing.from.node], layerOf)} to ${namesOf(structure, [closing.to.node], layerOf)}`
  return [
    {
      code: 'cycle',
      severity: ids.some((id) => structure.used.has(id)) ? 'error' : 'warning',
      place: { network: network.id, node: first, ...(closing === undefined ? {} : { wire: closing.id }) },
      title: ids.length === 1 ? `${namesOf(structure, ids, layerOf)} feeds itself` : `${namesOf(structure, ids, layerOf)} form a loop`,
      expected: 'data that flows one way, from input to output',
      got: ids.length === 1 ? 'a wire from a node back to itself' : `a loop of ${ids.length} nodes`,
      fix: `remove ${words}`,
      fixes: closing === undefined ? [] : [removeWires(network, [closing])],
    },
  ]
}

/** Rule N5: exactly one input and one output node. */
function ends(network: NetworkDocument, nodes: readonly NodeDocument[], type: 'input' | 'output', layerOf: LayerOf): Placed[] {
  const word = type === 'input' ? 'an input' : 'an output'
  if (nodes.length === 0) {
    return [
      {
        code: `no-${type}`,
        severity: 'error',
        place: { network: network.id },
        title: `${network.name} has no ${type}`,
        expected: `one ${type} node`,
        got: 'none',
        fix: `add ${word} node from the palette, under Data`,
      },
    ]
  }
  return nodes.slice(1).map((node) => ({
    code: `second-${type}`,
    severity: 'error',
    place: { network: network.id, node: node.id },
    title: `${network.name} has more than one ${type}`,
    expected: `one ${type} node`,
    got: `${nodes.length} of them`,
    fix: `remove ${nodeName(node, layerOf(node.type))}`,
    fixes: [{ label: 'Remove it', edits: [{ kind: 'remove-nodes', network: network.id, nodes: [node.id] }] }],
  }))
}

/** Rule N7: the end of a chain that leads nowhere is a warning. */
function danglingNodes(network: NetworkDocument, structure: NetworkStructure, layerOf: LayerOf): Placed[] {
  const inLoops = new Set(structure.loops.flat())
  return [...structure.nodes.values()]
    .filter((node) => !structure.used.has(node.id) && !inLoops.has(node.id) && wiresOutOf(structure, node.id).length === 0)
    .map((node) => ({
      code: 'dangling-node',
      severity: 'warning',
      place: { network: network.id, node: node.id },
      title: `${nodeName(node, layerOf(node.type))} leads nowhere`,
      expected: 'a wire from it towards the output',
      got: 'no wire',
      fix: 'connect it, or leave it: it takes no part in training',
    }))
}

/** All of them, each placed at the node or wire at fault. */
export function structureProblems(network: NetworkDocument, structure: NetworkStructure, layerOf: LayerOf): readonly Problem[] {
  return [
    ...duplicateIds(network, structure),
    ...ends(network, structure.inputNodes, 'input', layerOf),
    ...ends(network, structure.outputNodes, 'output', layerOf),
    ...[...structure.faults].map(([wire, fault]) => faultyWire(network, structure, wire, fault, layerOf)),
    ...structure.loops.flatMap((ids) => loop(network, structure, ids, layerOf)),
    ...danglingNodes(network, structure, layerOf),
  ]
}
