// Which node of one network is which node of another. By id and type first; then layers of one type by their settings and
// neighbours, the likeliest pairs first; then one id under another type; last a layer that took another's place between the
// same neighbours. Every step treats both sides alike, so that matching b with a gives the same pairs.
import type { NetworkDocument, NodeDocument, NodeId, WireDocument } from '../graph/network'
import { sortKeys } from '../experiment/serialise-experiment'

/** Pairs that matching found, to be asked from both sides. */
export interface NodeMatches {
  readonly toB: ReadonlyMap<NodeId, NodeId>
  readonly toA: ReadonlyMap<NodeId, NodeId>
}

/** More candidate pairs than this are settled in one round instead of anew after every best pair. */
const MOST_CAREFUL_PAIRS = 200_000
/** A pair needs a neighbour in common, or equal settings. */
const LEAST_SCORE = 3

interface Candidate {
  readonly node: NodeDocument
  readonly index: number
  readonly settings: string
  readonly depth: number
  readonly into: readonly WireDocument[]
  readonly outOf: readonly WireDocument[]
}

interface Pair {
  readonly a: Candidate
  readonly b: Candidate
  readonly score: number
}

class Matching implements NodeMatches {
  readonly toB = new Map<NodeId, NodeId>()
  readonly toA = new Map<NodeId, NodeId>()

  add(a: NodeId, b: NodeId): void {
    this.toB.set(a, b)
    this.toA.set(b, a)
  }
}

export function matchNodes(a: NetworkDocument, b: NetworkDocument): NodeMatches {
  const matching = new Matching()
  matchByIds(a, b, matching, (one, other) => one.type === other.type)
  matchLikeliest(candidatesOf(a), candidatesOf(b), matching)
  matchByIds(a, b, matching, () => true)
  matchByPlace(a, b, matching)
  return matching
}

function matchByIds(a: NetworkDocument, b: NetworkDocument, matching: Matching, fits: (a: NodeDocument, b: NodeDocument) => boolean): void {
  const others = new Map(b.nodes.map((node) => [node.id, node]))
  for (const node of a.nodes) {
    const other = others.get(node.id)
    if (other !== undefined && !matching.toB.has(node.id) && !matching.toA.has(other.id) && fits(node, other)) matching.add(node.id, other.id)
  }
}

function candidatesOf(network: NetworkDocument): readonly Candidate[] {
  const depths = depthsOf(network)
  return network.nodes.map((node, index) => ({
    node,
    index,
    settings: JSON.stringify(sortKeys(node.parameters)),
    depth: depths.get(node.id) ?? -1,
    into: network.wires.filter((wire) => wire.to.node === node.id),
    outOf: network.wires.filter((wire) => wire.from.node === node.id),
  }))
}

/** Wires on the shortest way from a node that nothing enters. */
function depthsOf(network: NetworkDocument): ReadonlyMap<NodeId, number> {
  const entered = new Set(network.wires.map((wire) => wire.to.node))
  const depths = new Map<NodeId, number>()
  let level = network.nodes.flatMap(({ id }) => (entered.has(id) ? [] : [id]))
  for (let depth = 0; level.length > 0; depth += 1) {
    for (const id of level) depths.set(id, depth)
    const here = new Set(level)
    level = [...new Set(network.wires.flatMap(({ from, to }) => (here.has(from.node) && !depths.has(to.node) ? [to.node] : [])))]
  }
  return depths
}

function matchLikeliest(ofA: readonly Candidate[], ofB: readonly Candidate[], matching: Matching): void {
  for (;;) {
    const freeB = ofB.filter(({ node }) => !matching.toA.has(node.id))
    const pairs = ofA
      .filter(({ node }) => !matching.toB.has(node.id))
      .flatMap((a) => freeB.flatMap((b): Pair[] => (a.node.type === b.node.type ? [{ a, b, score: score(a, b, matching) }] : [])))
      .filter((pair) => pair.score >= LEAST_SCORE)
      .sort(compare)
    const best = pairs[0]?.score
    if (best === undefined) return
    for (const { a, b, score: own } of pairs) {
      if (own < best && pairs.length < MOST_CAREFUL_PAIRS) break
      if (!matching.toB.has(a.node.id) && !matching.toA.has(b.node.id)) matching.add(a.node.id, b.node.id)
    }
  }
}

function score(a: Candidate, b: Candidate, { toB }: NodeMatches): number {
  const into = a.into.filter((wire) => b.into.some((other) => other.from.node === toB.get(wire.from.node) && other.to.port === wire.to.port)).length
  const outOf = a.outOf.filter((wire) => b.outOf.some((other) => other.to.node === toB.get(wire.to.node) && other.to.port === wire.to.port)).length
  const named = a.node.name !== undefined && a.node.name === b.node.name
  return (a.settings === b.settings ? 4 : 0) + 3 * (into + outOf) + (named ? 3 : 0) + (a.depth === b.depth ? 1 : 0)
}

/** Highest score first; what decides between equals is the same whichever network is called a. */
function compare(one: Pair, other: Pair): number {
  return (
    other.score - one.score ||
    Math.abs(one.a.index - one.b.index) - Math.abs(other.a.index - other.b.index) ||
    one.a.index + one.b.index - other.a.index - other.b.index ||
    (idsOf(one) < idsOf(other) ? -1 : 1)
  )
}

function idsOf({ a, b }: Pair): string {
  return [a.node.id, b.node.id].sort().join(' ')
}

/** A layer whose wires lead to and from matched layers, and one other layer alone has the very same wires. */
function matchByPlace(a: NetworkDocument, b: NetworkDocument, matching: Matching): void {
  const inA = placesOf(a, (id) => pairOf(id, matching.toB.get(id)), (id) => !matching.toB.has(id))
  const inB = placesOf(b, (id) => pairOf(matching.toA.get(id), id), (id) => !matching.toA.has(id))
  for (const [place, ids] of inA) {
    const others = inB.get(place) ?? []
    const [id, other] = [ids[0], others[0]]
    if (ids.length === 1 && others.length === 1 && id !== undefined && other !== undefined) matching.add(id, other)
  }
}

function pairOf(a: NodeId | undefined, b: NodeId | undefined): string | null {
  return a === undefined || b === undefined ? null : `${a} ${b}`
}

/** Free nodes by their wires, in the names of matched pairs; those with a wire to an unmatched node, or with none, left out. */
function placesOf(network: NetworkDocument, pair: (id: NodeId) => string | null, isFree: (id: NodeId) => boolean): ReadonlyMap<string, readonly NodeId[]> {
  const places = new Map<string, NodeId[]>()
  for (const { id } of network.nodes.filter((node) => isFree(node.id))) {
    const touching = network.wires.filter(({ from, to }) => from.node === id || to.node === id)
    const ends = touching.map(({ from, to }) => {
      const other = pair(from.node === id ? to.node : from.node)
      return other === null ? null : from.node === id ? `> ${other} ${to.port}` : `< ${other}`
    })
    if (ends.length === 0 || ends.includes(null)) continue
    const place = ends.sort().join('\n')
    places.set(place, [...(places.get(place) ?? []), id])
  }
  return places
}
