// What a variational recipe asks of its encoder: a Gaussian code, drawn by Sample z at the very end.
import { foundWord } from '../../graph/describe-schema'
import type { NetworkAnalysis } from '../../graph/analyse-network'
import type { Problem } from '../../problem'
import { sizeOf } from '../../tensors/shape'
import type { RoleNeed } from '../recipe-drawing'

/** Silent about an encoder nobody chose: the general check reports that. */
export function checkGaussianCode(encoder: NetworkAnalysis | undefined): readonly Problem[] {
  if (encoder === undefined) return []
  const output = encoder.network.nodes.find((node) => node.type === 'output')
  const place = { network: encoder.network.id, ...(output === undefined ? {} : { node: output.id }) }
  if (encoder.exposed['mean'] === undefined || encoder.exposed['logVariance'] === undefined) {
    // A Sample z that cannot be computed reports its own fault.
    if (encoder.network.nodes.some((node) => node.type === 'gaussian-latent')) return []
    return [
      {
        code: 'encoder-without-latent',
        severity: 'error',
        place,
        title: `${encoder.network.name} draws no code: a variational autoencoder needs a mean and a log-variance`,
        expected: 'a Sample z layer before the output, fed by a mean and a log-variance',
        got: 'no Sample z layer',
        fix: 'Add two Dense layers of the code’s size, wire them into the mean and log-variance of a Sample z layer, and wire that into the output',
      },
    ]
  }
  if (output === undefined) return []
  const wire = encoder.network.wires.find((candidate) => candidate.to.node === output.id)
  const last = encoder.network.nodes.find((node) => node.id === wire?.from.node)
  const activation = encoder.nodes.get(output.id)?.parameters?.['activation'] ?? output.parameters['activation'] ?? 'linear'
  if (last !== undefined && last.type !== 'gaussian-latent') {
    return [
      {
        code: 'latent-not-last',
        severity: 'error',
        place,
        title: `Sample z must be the last layer of ${encoder.network.name}`,
        expected: 'Sample z wired straight into the output: its draw is the code',
        got: `${last.name ?? last.type} before the output`,
        fix: 'Move the layers after Sample z to the start of the decoder',
      },
    ]
  }
  if (activation !== 'linear') {
    return [
      {
        code: 'latent-output-not-linear',
        severity: 'error',
        place: { ...place, path: 'parameters.activation' },
        title: `The output of ${encoder.network.name} must leave the code as it is`,
        expected: 'activation linear on the encoder’s output',
        got: foundWord(activation),
        fix: 'Set the output’s activation to linear',
        fixes: [{ label: 'Set linear', edits: [{ kind: 'set-parameters', network: encoder.network.id, node: output.id, parameters: { activation: 'linear' } }] }],
      },
    ]
  }
  return []
}

/** What is asked above, in words: with the code's size, once it is known. */
export function gaussianCodeNeeds(encoder: NetworkAnalysis | undefined): readonly RoleNeed[] {
  const mean = encoder?.exposed['mean']
  return [
    {
      role: 'encoder',
      text: mean === undefined ? 'twice the code’s size: a mean and a log-variance, into Sample z' : `2 × ${sizeOf(mean)} values: a mean and a log-variance, into Sample z`,
      unmetBy: ['encoder-without-latent'],
    },
    { role: 'encoder', text: 'Sample z last', unmetBy: ['latent-not-last', 'latent-output-not-linear'] },
  ]
}
