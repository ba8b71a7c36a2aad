// Which layers a gradient penalty cannot pass through. It differentiates the critic's gradient once more, and some gradients have
// none of their own; a layer's definition says so.
import type { NetworkAnalysis, NodeAnalysis } from '../../graph/analyse-network'
import type { NodeDocument } from '../../graph/network'
import type { Problem } from '../../problem'

export function checkGradientPenalty(critic: NetworkAnalysis | undefined): readonly Problem[] {
  if (critic === undefined) return []
  return critic.network.nodes.flatMap((node) => {
    const analysis = critic.nodes.get(node.id)
    if (analysis === undefined || !analysis.used || node.bypassed === true) return []
    return [...checkNode(critic, node, analysis), ...checkInside(critic, node, analysis)]
  })
}

/** What a block holds is reported at the block; the reason of its layers' gradients is its own already. */
function checkInside(critic: NetworkAnalysis, node: NodeDocument, { inside, name }: NodeAnalysis): readonly Problem[] {
  const found = checkGradientPenalty(inside).find((problem) => problem.code === 'critic-batch-normalisation')
  if (found === undefined) return []
  const { fixes: _fixes, ...problem } = found
  return [{ ...problem, place: { network: critic.network.id, node: node.id }, got: `${found.got} in ${name}`, fix: `Remove it from ${name}` }]
}

function checkNode(critic: NetworkAnalysis, node: NodeDocument, { layer, name, parameters = node.parameters }: NodeAnalysis): readonly Problem[] {
  const network = critic.network.id
  const reason = layer?.noSecondGradient?.(parameters)
  if (reason !== undefined) {
    return [
      {
        code: 'no-second-gradient',
        severity: 'error',
        place: { network, node: node.id },
        title: `The gradient penalty cannot pass through ${name}`,
        expected: 'layers whose gradient can be differentiated: dense, convolutions, average pooling, most activations',
        got: `${layer?.title ?? node.type}: ${reason}`,
        fix: 'Use a convolution with stride 2, or average pooling, instead',
      },
    ]
  }
  if (node.type === 'batch-normalisation') {
    return [
      {
        code: 'critic-batch-normalisation',
        severity: 'error',
        place: { network, node: node.id },
        title: 'A critic under gradient penalty must judge each example by itself',
        expected: 'no batch normalisation: it mixes the examples of a batch, and the penalty is on each one’s own gradient',
        got: name,
        fix: 'Remove it',
        fixes: [{ label: 'Remove it', edits: [{ kind: 'remove-nodes', network, nodes: [node.id] }] }],
      },
    ]
  }
  return []
}
