// Which variable holds which value in a function written out line by line: `x` along a chain, a name of its own for what several read
// or what is merged, as a person would write it.
import type { NodeId } from '../graph/network'
import type { NetworkPlan, PlannedNode } from './plan-network'

/** The variable of every node's value. @param input what the function's argument is called */
export function nameVariables({ nodes, readers }: NetworkPlan, input: string): ReadonlyMap<NodeId, string> {
  const variables = new Map<NodeId, string>()
  const left = new Map<NodeId, number>(readers)
  const readBy = new Map<NodeId, PlannedNode[]>()
  for (const node of nodes) for (const source of node.sources) readBy.set(source, [...(readBy.get(source) ?? []), node])
  /** The node whose value each of the running variables holds. */
  const held = new Map<string, NodeId>()
  const running = [...new Set([input === 'x' ? input : 'x', 'h'])]
  for (const node of nodes) {
    for (const source of node.sources) left.set(source, (left.get(source) ?? 0) - 1)
    if (node.layer.type === 'input') {
      variables.set(node.id, input)
      if (input === 'x') held.set(input, node.id)
      continue
    }
    const merges = (readBy.get(node.id) ?? []).some((reader) => reader.sources.length > 1)
    const free = running.find((name) => (left.get(held.get(name) ?? node.id) ?? 0) === 0 || held.get(name) === undefined)
    if (node.layer.type === 'gaussian-latent') variables.set(node.id, node.named ? node.name : 'z')
    else if ((merges && node.layer.type !== 'output') || free === undefined) variables.set(node.id, node.name)
    else {
      variables.set(node.id, free)
      held.set(free, node.id)
    }
  }
  return variables
}
