// Auto-layout of one network by dagre (layered, after Sugiyama; coordinates after Brandes and Köpf): data flows to the right,
// chains are straight, forks open evenly. Made when it is asked for, never while drawing.
import { Graph, layout } from '@dagrejs/dagre'
import { COLUMN_PITCH, ROW_PITCH } from './layout-pitch'
import type { NetworkDocument, NodeId } from './network'
import { NODE_HEIGHT, NODE_WIDTH } from './node-size'

/** Layers that stay together: a frame's. Inner groups name their outer one. */
export interface LayoutGroups {
  readonly ofNode: ReadonlyMap<NodeId, string>
  readonly ofGroup: ReadonlyMap<string, string>
}

/** Between what is in a group and what is not: room for a frame with its title. */
const GROUP_ROOM = 60

/** New positions of every node, in the network's own coordinates from 0 on. Never fails, not even on a cycle. */
export function layeredLayout(network: NetworkDocument, groups: LayoutGroups = { ofNode: new Map(), ofGroup: new Map() }): ReadonlyMap<NodeId, { readonly x: number; readonly y: number }> {
  const grouped = groups.ofNode.size > 0
  const graph = new Graph({ compound: grouped, multigraph: false })
  graph.setGraph({ rankdir: 'LR', ranksep: COLUMN_PITCH - NODE_WIDTH, nodesep: ROW_PITCH - NODE_HEIGHT, edgesep: grouped ? GROUP_ROOM : ROW_PITCH - NODE_HEIGHT })
  graph.setDefaultEdgeLabel(() => ({}))
  // Among nodes of one source the person's own order stays.
  const nodes = network.nodes.toSorted((a, b) => a.position.y - b.position.y)
  const known = new Set<string>(nodes.map((node) => node.id))
  for (const { id } of nodes) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT })
  if (grouped) {
    for (const group of new Set(groups.ofNode.values())) graph.setNode(groupName(group), {})
    for (const [node, group] of groups.ofNode) if (known.has(node)) graph.setParent(node, groupName(group))
    for (const [inner, outer] of groups.ofGroup) {
      graph.setNode(groupName(inner), {})
      graph.setNode(groupName(outer), {})
      graph.setParent(groupName(inner), groupName(outer))
    }
  }
  for (const { from, to } of network.wires) if (from.node !== to.node && known.has(from.node) && known.has(to.node)) graph.setEdge(from.node, to.node)
  layout(graph)

  const corners = network.nodes.map(({ id }) => {
    const { x, y } = graph.node(id) as { readonly x: number; readonly y: number }
    return { id, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }
  })
  // Of two ways up that cross equally few wires, the one that is nearer to how the layers stood.
  const upside = flipped(nodes, new Map(corners.map((corner) => [corner.id, corner]))) ? -1 : 1
  for (const corner of corners) corner.y *= upside
  const left = Math.min(...corners.map(({ x }) => x))
  const top = Math.min(...corners.map(({ y }) => y))
  return new Map(corners.map(({ id, x, y }) => [id, { x: Math.round(x - left), y: Math.round(y - top) }]))
}

/** Whether more of the pairs in a column stand the other way round than before. */
function flipped(nodes: NetworkDocument['nodes'], corners: ReadonlyMap<NodeId, { readonly x: number; readonly y: number }>): boolean {
  const columns = Map.groupBy(nodes, (node) => Math.round(corners.get(node.id)?.x ?? 0))
  let agreement = 0
  for (const column of columns.values()) {
    column.forEach((upper, index) => {
      const after = column.slice(index + 1).filter((lower) => lower.position.y > upper.position.y)
      for (const lower of after) agreement += Math.sign((corners.get(lower.id)?.y ?? 0) - (corners.get(upper.id)?.y ?? 0))
    })
  }
  return agreement < 0
}

/** No node's id holds a blank. */
function groupName(group: string): string {
  return `group ${group}`
}
