// A diff in reading order: one entry for each thing a person would call a difference, with the places it has on both sides.
import { nodeName } from '../graph/names'
import type { NetworkDocument, NetworkId, NodeDocument, NodeId, WireDocument, WireId } from '../graph/network'
import type { ExperimentDiff, NetworkDiff, NodeDiff, SettingChange, ValueChange, WireDiff } from './diff-experiments'

export type DifferenceKind = 'added' | 'removed' | 'changed' | 'rewired' | 'setting'

/** Where a difference is on one side: its network, and the layer or wire in it. */
export interface DifferencePlace {
  readonly network: NetworkId
  readonly node: NodeId | null
  readonly wire: WireId | null
}

export interface Difference {
  /** Unique within its diff. */
  readonly id: string
  readonly kind: DifferenceKind
  readonly title: string
  /** Values that differ. */
  readonly changes: readonly ValueChange[]
  readonly a: DifferencePlace | null
  readonly b: DifferencePlace | null
}

export function listDifferences(diff: ExperimentDiff): readonly Difference[] {
  return [...diff.networks.flatMap(ofNetwork), ...diff.settings.map(ofSetting)]
}

function ofNetwork(diff: NetworkDiff): readonly Difference[] {
  const { a, b, state, changes } = diff
  const network = b ?? a
  const head = { id: `${diff.block ? 'block' : 'network'} ${a?.id ?? ''} ${b?.id ?? ''}`, title: `${diff.block ? 'Block' : 'Network'} ${network?.name ?? ''}`, a: a && { network: a.id, node: null, wire: null }, b: b && { network: b.id, node: null, wire: null } }
  // A network that only one side has is one difference, not one for each of its layers.
  if (state === 'added' || state === 'removed') return [{ ...head, kind: state, changes: [] }]
  return [
    ...(changes.length > 0 ? [{ ...head, kind: 'changed' as const, changes }] : []),
    ...diff.nodes.flatMap((node) => ofNode(diff, node)),
    ...diff.wires.flatMap((wire) => ofWire(diff, wire)),
  ]
}

function ofNode({ a, b, block: inBlock }: NetworkDiff, node: NodeDiff): readonly Difference[] {
  if (node.state === 'same' || node.state === 'rewired') return []
  const shown = node.b ?? node.a
  const block = inBlock ? 'block ' : ''
  return [
    {
      id: `${block}node ${a?.id ?? ''}/${node.a?.id ?? ''} ${b?.id ?? ''}/${node.b?.id ?? ''}`,
      kind: node.state,
      title: `${shown ? nodeName(shown) : ''} in ${(b ?? a)?.name ?? ''}`,
      changes: node.changes,
      a: a && node.a && { network: a.id, node: node.a.id, wire: null },
      b: b && node.b && { network: b.id, node: node.b.id, wire: null },
    },
  ]
}

/** Wires of a layer that is itself added or removed go without saying. */
function ofWire(network: NetworkDiff, wire: WireDiff): readonly Difference[] {
  const { a, b } = network
  if (wire.state === 'same' || (wire.state !== 'moved' && touchesLoneNode(network, wire))) return []
  const title = wire.a && a && wire.b && b ? `Wire ${wireName(a, wire.a)}, now ${wireName(b, wire.b)}` : wire.a && a ? `Wire ${wireName(a, wire.a)}` : wire.b && b ? `Wire ${wireName(b, wire.b)}` : ''
  return [
    {
      id: `${network.block ? 'block ' : ''}wire ${a?.id ?? ''}/${wire.a?.id ?? ''} ${b?.id ?? ''}/${wire.b?.id ?? ''}`,
      kind: wire.state === 'moved' ? 'rewired' : wire.state,
      title: `${title}, in ${(b ?? a)?.name ?? ''}`,
      changes: [],
      a: a && wire.a && { network: a.id, node: wire.a.to.node, wire: wire.a.id },
      b: b && wire.b && { network: b.id, node: wire.b.to.node, wire: wire.b.id },
    },
  ]
}

function touchesLoneNode({ nodes }: NetworkDiff, { a, b }: WireDiff): boolean {
  const side = a === null ? 'b' : 'a'
  const wire = a ?? b
  return nodes.some((node) => (node.state === 'added' || node.state === 'removed') && node[side] !== null && (node[side].id === wire?.from.node || node[side].id === wire?.to.node))
}

function wireName(network: NetworkDocument, { from, to }: WireDocument): string {
  const name = (id: NodeId): string => {
    const node: NodeDocument | undefined = network.nodes.find((candidate) => candidate.id === id)
    return node ? nodeName(node) : 'a lost layer'
  }
  return `${name(from.node)} → ${name(to.node)}`
}

function ofSetting({ key, title, section, a, b }: SettingChange): Difference {
  return { id: `setting ${key}`, kind: 'setting', title: `${section}: ${title}`, changes: [{ key, title, a, b }], a: null, b: null }
}
