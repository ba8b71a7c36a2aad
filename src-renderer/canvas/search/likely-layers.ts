// Which layers stand first where one is asked for: those that follow a layer of that kind most often in the templates and in what is open.
import type { NetworkDocument } from '@shared/graph/network'

/** How often each type of layer is used: beside a layer of the given type, or anywhere. */
export type LayerUse = ReadonlyMap<string, number>

/** @param beside the type at the other end of the wire, and the end of it that the new layer will be at */
export function layerUse(networks: readonly NetworkDocument[], beside: { readonly type: string; readonly end: 'after' | 'before' } | null): LayerUse {
  const counts = new Map<string, number>()
  const count = (type: string | undefined): void => {
    if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  for (const network of networks) {
    if (beside === null) {
      for (const node of network.nodes) count(node.type)
      continue
    }
    const types = new Map(network.nodes.map((node) => [node.id, node.type]))
    for (const { from, to } of network.wires) {
      const [known, other] = beside.end === 'after' ? [from, to] : [to, from]
      if (types.get(known.node) === beside.type) count(types.get(other.node))
    }
  }
  return counts
}

/** Most used first; among equals the order they come in. */
export function byUse<Layer extends { readonly type: string }>(layers: readonly Layer[], use: LayerUse): readonly Layer[] {
  return layers.toSorted((a, b) => (use.get(b.type) ?? 0) - (use.get(a.type) ?? 0))
}
