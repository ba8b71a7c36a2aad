// Which wire of one network is which wire of another, once the nodes are matched: the same ends first; then a wire into the
// same port from elsewhere, or out of the same port to elsewhere, which is the same wire moved.
import type { NetworkDocument, NodeId, WireDocument } from '../graph/network'
import type { NodeMatches } from './match-nodes'

export interface WirePair {
  /** Null where only b has it. */
  readonly a: WireDocument | null
  /** Null where only a has it. */
  readonly b: WireDocument | null
  readonly moved: boolean
}

interface Keyed {
  readonly wire: WireDocument
  readonly from: string
  readonly to: string
}

/** In a's order; then those only b has, in b's. */
export function matchWires(a: NetworkDocument, b: NetworkDocument, matches: NodeMatches): readonly WirePair[] {
  const [inA, inB] = [new Set(a.nodes.map(({ id }) => id)), new Set(b.nodes.map(({ id }) => id))]
  // An end at a layer that is not there is the same end where neither side has that layer.
  const ofA = a.wires.map((wire) => keyed(wire, (id) => (inA.has(id) ? `${id} ${matches.toB.get(id) ?? ''}` : `? ${id}`)))
  const ofB = b.wires.map((wire) => keyed(wire, (id) => (inB.has(id) ? `${matches.toA.get(id) ?? ''} ${id}` : `? ${id}`)))
  const pairs = new Map<WireDocument, WirePair>()
  const taken = new Set<WireDocument>()
  const pairAlike = (keyOf: (wire: Keyed) => string, moved: boolean, onlyOne: boolean): void => {
    const groupsA = group(ofA.filter(({ wire }) => !pairs.has(wire)), keyOf)
    const groupsB = group(ofB.filter(({ wire }) => !taken.has(wire)), keyOf)
    for (const [key, wires] of groupsA) {
      const others = groupsB.get(key) ?? []
      if (onlyOne && (wires.length > 1 || others.length > 1)) continue
      wires.forEach((wire, index) => {
        const other = others[index]
        if (other === undefined) return
        pairs.set(wire, { a: wire, b: other, moved })
        taken.add(other)
      })
    }
  }
  pairAlike(({ from, to }) => `${from} > ${to}`, false, false)
  pairAlike(({ to }) => to, true, true)
  pairAlike(({ from }) => from, true, true)
  return [
    ...a.wires.map((wire) => pairs.get(wire) ?? { a: wire, b: null, moved: false }),
    ...b.wires.flatMap((wire) => (taken.has(wire) ? [] : [{ a: null, b: wire, moved: false }])),
  ]
}

function keyed(wire: WireDocument, name: (id: NodeId) => string): Keyed {
  return { wire, from: `${name(wire.from.node)} ${wire.from.port}`, to: `${name(wire.to.node)} ${wire.to.port}` }
}

function group(wires: readonly Keyed[], keyOf: (wire: Keyed) => string): ReadonlyMap<string, readonly WireDocument[]> {
  const groups = new Map<string, WireDocument[]>()
  for (const wire of wires) groups.set(keyOf(wire), [...(groups.get(keyOf(wire)) ?? []), wire.wire])
  return groups
}
