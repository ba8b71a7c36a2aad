// Auto-layout of one network: columns by the longest way from an input, rows by where a node's sources lie, everything
// centred on one line, so that a chain is straight and a fork opens evenly.
import type { NetworkDocument, NodeId } from './network'
import { NODE_HEIGHT } from './node-size'

export const COLUMN_PITCH = 170
export const ROW_PITCH = NODE_HEIGHT + 14

/** New positions of every node, in the network's own coordinates. Never fails, not even on a cycle. */
export function layeredLayout(network: NetworkDocument): ReadonlyMap<NodeId, { readonly x: number; readonly y: number }> {
  const sources = sourcesOf(network)
  const column = columnsOf(network, sources)
  const columns: NodeId[][] = []
  for (const node of network.nodes) (columns[column.get(node.id) ?? 0] ??= []).push(node.id)

  const written = new Map(network.nodes.map((node) => [node.id, node.position.y]))
  const row = new Map<NodeId, number>()
  for (const ids of columns) {
    if (!ids) continue
    const wanted = new Map(ids.map((id) => [id, mean((sources.get(id) ?? []).map((source) => row.get(source) ?? 0))]))
    // Sources decide the order; among nodes of one source the person's own order stays.
    ids.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || (written.get(a) ?? 0) - (written.get(b) ?? 0))
    const centre = mean(ids.map((id) => wanted.get(id) ?? 0))
    ids.forEach((id, index) => row.set(id, centre + index - (ids.length - 1) / 2))
  }

  const top = Math.min(0, ...row.values())
  return new Map(
    network.nodes.map((node) => [
      node.id,
      { x: (column.get(node.id) ?? 0) * COLUMN_PITCH, y: Math.round(((row.get(node.id) ?? 0) - top) * ROW_PITCH) },
    ]),
  )
}

function sourcesOf(network: NetworkDocument): Map<NodeId, NodeId[]> {
  const known = new Set(network.nodes.map((node) => node.id))
  const sources = new Map<NodeId, NodeId[]>(network.nodes.map((node) => [node.id, []]))
  for (const wire of network.wires) {
    if (known.has(wire.from.node)) sources.get(wire.to.node)?.push(wire.from.node)
  }
  return sources
}

/** Longest way from a node without sources; wires that close a cycle are left out. */
function columnsOf(network: NetworkDocument, sources: ReadonlyMap<NodeId, readonly NodeId[]>): Map<NodeId, number> {
  const column = new Map<NodeId, number>()
  const open = new Set<NodeId>()
  const visit = (id: NodeId): number => {
    const known = column.get(id)
    if (known !== undefined) return known
    if (open.has(id)) return -1
    open.add(id)
    const own = Math.max(-1, ...(sources.get(id) ?? []).map(visit)) + 1
    open.delete(id)
    column.set(id, own)
    return own
  }
  for (const node of network.nodes) visit(node.id)
  return column
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
