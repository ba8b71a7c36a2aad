// Which layers a gradient penalty cannot pass through. It differentiates the critic's gradient once more, and some gradients have
// none of their own: those of average and max pooling, ELU, bilinear resizing and depthwise convolution.
import type { NetworkAnalysis } from '../../graph/analyse-network'
import type { NodeDocument } from '../../graph/network'
import type { Problem } from '../../problem'

/** Layer types by their beginnings, so that relatives (2-D and 1-D, global) are met too. */
const WITHOUT_SECOND_GRADIENT = ['average-pool', 'max-pool', 'global-average-pool', 'global-max-pool', 'resize', 'upsampl', 'depthwise', 'separable']

export function checkGradientPenalty(critic: NetworkAnalysis | undefined): readonly Problem[] {
  if (critic === undefined) return []
  return critic.network.nodes.flatMap((node) => {
    const analysis = critic.nodes.get(node.id)
    return analysis === undefined || !analysis.used ? [] : checkNode(critic, node, analysis.parameters ?? node.parameters)
  })
}

function checkNode(critic: NetworkAnalysis, node: NodeDocument, parameters: Readonly<Record<string, unknown>>): readonly Problem[] {
  const network = critic.network.id
  const name = node.name ?? critic.nodes.get(node.id)?.name ?? node.type
  const setting = node.type === 'activation' ? 'kind' : 'activation'
  if (parameters[setting] === 'elu') {
    return [
      {
        code: 'no-second-gradient',
        severity: 'error',
        place: { network, node: node.id, path: `parameters.${setting}` },
        title: `The gradient penalty cannot pass through the ELU of ${name}`,
        expected: 'a function whose gradient can be differentiated: leaky ReLU, ReLU, tanh, sigmoid or softplus',
        got: 'ELU',
        fix: 'Use leaky ReLU',
        fixes: [{ label: 'Use leaky ReLU', edits: [{ kind: 'set-parameters', network, node: node.id, parameters: { [setting]: 'leaky-relu' } }] }],
      },
    ]
  }
  if (WITHOUT_SECOND_GRADIENT.some((beginning) => node.type.startsWith(beginning))) {
    return [
      {
        code: 'no-second-gradient',
        severity: 'error',
        place: { network, node: node.id },
        title: `The gradient penalty cannot pass through ${name}`,
        expected: 'layers whose gradient can be differentiated: dense, convolutions, dropout, most activations',
        got: node.type,
        fix: 'Use a convolution with stride 2 instead',
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
