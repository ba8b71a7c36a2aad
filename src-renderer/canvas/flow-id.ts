// Nodes and wires are unique within their network only; on the canvas they carry both names, joined by a slash,
// which no id may hold.
import type { NetworkId, NodeId, WireId } from '@shared/graph/network'

export type FlowId = `${string}/${string}`

export function flowId(network: NetworkId | string, element: NodeId | WireId | string): FlowId {
  return `${network}/${element}`
}

/** The two names of a canvas id. */
export function splitFlowId(id: string): { readonly network: NetworkId; readonly element: string } {
  const slash = id.indexOf('/')
  return { network: id.slice(0, slash) as NetworkId, element: id.slice(slash + 1) }
}
