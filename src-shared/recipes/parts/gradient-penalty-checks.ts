// Which layers a gradient penalty cannot pass through. It differentiates the critic's gradient once more, and some gradients have
// none of their own; a layer's definition says so.
import type { NetworkAnalysis, NodeAnalysis } from '../../graph/analyse-network'
import type { NodeDocument } from '../../graph/network'
import type { Problem } from '../../problem'

export function checkGradientPenalty(critic: NetworkAnalysis | undefined): readonly Problem[] {
  if (critic === undefined) return []
  return critic.network.nodes.flatMap((node) => {
    const analysis = critic.nodes.get(node.id)
    return analysis === undefined || !analysis.used || node.bypassed === true ? [] : checkNode(critic, node, analysis)
  })
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
