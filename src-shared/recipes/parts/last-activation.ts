// What a network's values pass through last: a recipe that needs its code or output within bounds asks for it.
import type { NetworkAnalysis } from '../../graph/analyse-network'
import type { NodeId } from '../../graph/network'

/** Layers that hand every value on as it is, when they are not training. */
const PASSING: ReadonlySet<string> = new Set(['flatten', 'reshape', 'permute', 'dropout', 'spatial-dropout', 'gaussian-noise', 'masking-noise', 'salt-and-pepper-noise', 'gradient-stop'])

/** The activation of the output, else of the last layer that computes anything, and the node it belongs to; `linear` where there is none. */
export function lastActivation({ network, nodes }: NetworkAnalysis): { readonly node: NodeId | undefined; readonly activation: unknown } {
  const output = network.nodes.find((node) => node.type === 'output')
  const own = output === undefined ? 'linear' : (nodes.get(output.id)?.parameters?.['activation'] ?? 'linear')
  if (own !== 'linear') return { node: output?.id, activation: own }
  let last = output
  for (let steps = 0; last !== undefined && steps <= network.nodes.length; steps += 1) {
    const { id } = last
    const wire = network.wires.find((candidate) => candidate.to.node === id)
    last = network.nodes.find((node) => node.id === wire?.from.node)
    if (last === undefined || (last.bypassed !== true && !PASSING.has(last.type))) break
  }
  if (last === undefined) return { node: output?.id, activation: own }
  // An Activation layer is all activation, under a name of its own.
  return { node: last.id, activation: nodes.get(last.id)?.parameters?.[last.type === 'activation' ? 'kind' : 'activation'] ?? own }
}
