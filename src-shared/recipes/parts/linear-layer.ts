// A network that is one dense layer and nothing else that computes: what closed forms and linear-logistic models are written for.
import { foundWord } from '../../graph/describe-schema'
import type { NetworkAnalysis } from '../../graph/analyse-network'
import { nodeName, weightFullName } from '../../graph/names'
import { networkIdSchema } from '../../graph/network'
import type { Problem } from '../../problem'
import { sizeOf } from '../../tensors/shape'
import { arrangingLayers } from './arranging-layers'

export interface LinearLayer {
  readonly inputs: number
  readonly units: number
  /** Full names of its weights: kernel `[inputs, units]`, bias `[units]`. */
  readonly kernel: string
  readonly bias: string
}

/** Undefined where the network is no such layer: `checkLinearLayer` says why. */
export function linearLayerOf(analysis: NetworkAnalysis | undefined): LinearLayer | undefined {
  if (analysis === undefined || analysis.outputShape === null) return undefined
  const [only, second] = analysis.network.nodes.filter((node) => node.type === 'dense' && node.bypassed !== true && analysis.nodes.get(node.id)?.used === true)
  if (only === undefined || second !== undefined) return undefined
  const node = analysis.nodes.get(only.id)
  if (node === undefined || node.output === null) return undefined
  const name = (weight: string): string => weightFullName(networkIdSchema.parse(analysis.network.id), only.id, weight)
  return { inputs: sizeOf(Object.values(node.inputs)[0] ?? []), units: sizeOf(node.output), kernel: name('kernel'), bias: name('bias') }
}

export const linearLayerProblems = ['not-one-dense', 'not-linear', 'linear-frozen'] as const

/** @param activation of the output, where the model needs a certain one. */
export function checkLinearLayer(analysis: NetworkAnalysis | undefined, activation: 'linear' | 'sigmoid'): readonly Problem[] {
  if (analysis === undefined || analysis.outputShape === null) return []
  const network = networkIdSchema.parse(analysis.network.id)
  const computing = analysis.network.nodes.filter((node) => node.bypassed !== true && analysis.nodes.get(node.id)?.used === true && !arrangingLayers.includes(node.type))
  const [dense, other] = computing
  if (dense?.type !== 'dense' || other !== undefined) {
    const culprit = computing.find((node) => node.type !== 'dense') ?? computing[1]
    return [
      {
        code: 'not-one-dense',
        severity: 'error',
        place: { network, ...(culprit === undefined ? {} : { node: culprit.id }) },
        title: `${analysis.network.name} must be one Dense layer`,
        expected: 'a single Dense layer, with Flatten or Reshape around it',
        got: computing.length === 0 ? 'none' : computing.map((node) => nodeName(node)).join(', '),
        fix: 'Take the other layers out, or choose the recipe Autoencoder, which trains any layers',
      },
    ]
  }
  const problems: Problem[] = []
  const settings = analysis.nodes.get(dense.id)?.parameters ?? {}
  const set = (key: string, value: string | boolean, title: string, expected: string, got: string): void => {
    const label = typeof value === 'string' ? `Set ${value}` : value ? 'Add the bias' : 'Take it off'
    problems.push({ code: 'not-linear', severity: 'error', place: { network, node: dense.id, path: `parameters.${key}` }, title, expected, got, fix: label, fixes: [{ label, edits: [{ kind: 'set-parameters', network, node: dense.id, parameters: { [key]: value } }] }] })
  }
  if (settings['activation'] !== 'linear') set('activation', 'linear', `${nodeName(dense)} must be linear`, 'activation linear', String(settings['activation']))
  if (settings['bias'] !== true) set('bias', true, `${nodeName(dense)} has no bias`, 'a bias: it holds the mean', 'no bias')
  if (settings['spectralNormalisation'] === true) set('spectralNormalisation', false, `${nodeName(dense)} normalises its weights`, 'the weights as they are', 'spectral normalisation')
  const output = analysis.network.nodes.find((node) => node.type === 'output')
  const found = output === undefined ? activation : analysis.nodes.get(output.id)?.parameters?.['activation']
  if (output !== undefined && found !== activation) {
    problems.push({ code: 'not-linear', severity: 'error', place: { network, node: output.id, path: 'parameters.activation' }, title: `The output of ${analysis.network.name} must be ${activation}`, expected: `activation ${activation}`, got: foundWord(found), fix: `Set ${activation}`, fixes: [{ label: `Set ${activation}`, edits: [{ kind: 'set-parameters', network, node: output.id, parameters: { activation } }] }] })
  }
  if (analysis.network.frozen === true) {
    problems.push({ code: 'linear-frozen', severity: 'error', place: { network }, title: `${analysis.network.name} is frozen`, expected: 'a network whose weights may change', got: 'a frozen one', fix: 'Let it learn again' })
  }
  return problems
}
