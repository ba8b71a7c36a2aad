// A deep autoencoder read as a stack of restricted Boltzmann machines: every dense layer of the encoder, with the layer of the decoder
// that mirrors it, is one machine. Its weights are those of the drawn networks, so the unrolled autoencoder is there at every step.
import { foundWord } from '../../graph/describe-schema'
import type { NetworkAnalysis } from '../../graph/analyse-network'
import type { NodeAnalysis } from '../../graph/network-analysis'
import { weightFullName, nodeName } from '../../graph/names'
import { networkIdSchema, type NetworkId, type NodeDocument, type NodeId } from '../../graph/network'
import type { Problem } from '../../problem'
import { sizeOf } from '../../tensors/shape'
import { arrangingLayers } from './arranging-layers'
import type { UnitKind } from './restricted-boltzmann-machine'

export interface StackedMachine {
  readonly visible: { readonly size: number; readonly kind: UnitKind }
  readonly hidden: { readonly size: number; readonly kind: UnitKind }
  /** Full names. `kernel` W and `hiddenBias` are the encoder's; `visibleBias` and `mirror`, Wᵀ, the decoder's. */
  readonly weights: { readonly kernel: string; readonly hiddenBias: string; readonly visibleBias: string; readonly mirror: string }
}

interface DenseNode {
  readonly network: NetworkId
  readonly id: NodeId
  readonly name: string
  readonly units: number
  readonly inputs: number
  readonly settings: Readonly<Record<string, unknown>>
}

interface Chain {
  readonly analysis: NetworkAnalysis
  readonly network: NetworkId
  /** In data-flow order. */
  readonly dense: readonly DenseNode[]
  readonly output: NodeDocument | undefined
  /** Of the output node. */
  readonly outputActivation: unknown
}

/** Undefined while a fault hides part of the network: that is told already. */
function chainOf(analysis: NetworkAnalysis | undefined): Chain | undefined {
  if (analysis === undefined || analysis.outputShape === null) return undefined
  const network = networkIdSchema.parse(analysis.network.id)
  const documents = new Map(analysis.network.nodes.map((node) => [node.id, node]))
  const dense = analysis.order.flatMap((id): readonly DenseNode[] => {
    const document = documents.get(id)
    const node = analysis.nodes.get(id)
    if (document === undefined || node === undefined || !computes(document) || document.type !== 'dense' || node.output === null) return []
    return [{ network, id, name: nodeName(document), units: sizeOf(node.output), inputs: inputsOf(node), settings: node.parameters ?? {} }]
  })
  const output = analysis.network.nodes.find((node) => node.type === 'output')
  return { analysis, network, dense, output, outputActivation: output === undefined ? undefined : analysis.nodes.get(output.id)?.parameters?.['activation'] }
}

function computes({ bypassed }: NodeDocument): boolean {
  return bypassed !== true
}

function inputsOf(node: NodeAnalysis): number {
  return sizeOf(Object.values(node.inputs)[0] ?? [])
}

/**
 * The machines from the data upwards. Empty where the networks are no such stack: `checkStack` says why.
 * @param visible what the lowest machine's visible units are.
 */
export function machinesOf(encoder: NetworkAnalysis | undefined, decoder: NetworkAnalysis | undefined, visible: UnitKind): readonly StackedMachine[] {
  const up = chainOf(encoder)?.dense ?? []
  const down = chainOf(decoder)?.dense.toReversed() ?? []
  if (up.length !== down.length) return []
  return up.flatMap((layer, index): readonly StackedMachine[] => {
    const mirror = down[index]
    if (mirror === undefined) return []
    const name = (node: DenseNode, weight: string): string => weightFullName(node.network, node.id, weight)
    return [
      {
        visible: { size: layer.inputs, kind: index === 0 ? visible : 'binary' },
        hidden: { size: layer.units, kind: index === up.length - 1 ? 'gaussian' : 'binary' },
        weights: { kernel: name(layer, 'kernel'), hiddenBias: name(layer, 'bias'), visibleBias: name(mirror, 'bias'), mirror: name(mirror, 'kernel') },
      },
    ]
  })
}

/** Codes of the problems of `checkStack`, for the recipe's needs. */
export const stackProblems = ['stack-empty', 'stack-layer', 'stack-activation', 'stack-bias', 'stack-spectral', 'stack-frozen'] as const

/** What keeps two networks from being a stack of machines and its mirror, in words. */
export function checkStack(encoder: NetworkAnalysis | undefined, decoder: NetworkAnalysis | undefined, visible: UnitKind): readonly Problem[] {
  const [up, down] = [chainOf(encoder), chainOf(decoder)]
  const problems = [...(up === undefined ? [] : checkChain(up, 'linear')), ...(down === undefined ? [] : checkChain(down, visible === 'binary' ? 'sigmoid' : 'linear'))]
  // Of networks that are no chains, nobody needs to hear that they are no mirrors.
  if (up === undefined || down === undefined || problems.some(({ code }) => code === 'stack-layer' || code === 'stack-empty')) return problems
  return [...problems, ...checkMirror(up, down)]
}

function checkChain(chain: Chain, end: 'linear' | 'sigmoid'): readonly Problem[] {
  const { analysis, network, dense, output } = chain
  const place = { network }
  const others = analysis.network.nodes.filter((node) => analysis.nodes.get(node.id)?.used === true && computes(node) && node.type !== 'dense' && !arrangingLayers.includes(node.type))
  const problems = others.map(
    (node): Problem => ({
      code: 'stack-layer',
      severity: 'error',
      place: { network, node: node.id },
      title: `${nodeName(node)} is no layer of a stack of Boltzmann machines`,
      expected: 'Dense layers one after the other, and Flatten or Reshape around them',
      got: nodeName(node),
      fix: 'Take it out, or choose the recipe Autoencoder, which trains any layers',
    }),
  )
  if (dense.length === 0) {
    problems.push({
      code: 'stack-empty',
      severity: 'error',
      place,
      title: `${analysis.network.name} has no Dense layer`,
      expected: 'at least one Dense layer: each becomes a Boltzmann machine',
      got: 'none',
      fix: 'Add a Dense layer',
    })
  }
  if (analysis.network.frozen === true) {
    problems.push({
      code: 'stack-frozen',
      severity: 'error',
      place,
      title: `${analysis.network.name} is frozen`,
      expected: 'both networks learning: a machine’s weights lie in the encoder and in the decoder',
      got: 'a frozen network',
      fix: 'Let it learn again, or choose the recipe Autoencoder',
    })
  }
  dense.forEach((node, index) => {
    const wanted = index === dense.length - 1 ? 'linear' : 'sigmoid'
    const setting = (code: Problem['code'], key: string, value: string | boolean, title: string, expected: string, got: string, fix: string): void => {
      const edits = [{ kind: 'set-parameters' as const, network, node: node.id, parameters: { [key]: value } }]
      problems.push({ code, severity: 'error', place: { network, node: node.id, path: `parameters.${key}` }, title, expected, got, fix, fixes: [{ label: fix, edits }] })
    }
    if (node.settings['activation'] !== wanted) {
      const why = wanted === 'linear' ? 'the last layer of a network hands its values on as they are' : 'a binary unit is on with probability σ of its input'
      setting('stack-activation', 'activation', wanted, `${node.name} of ${analysis.network.name} must be ${wanted}`, `activation ${wanted}: ${why}`, String(node.settings['activation']), `Set ${wanted}`)
    }
    if (node.settings['bias'] !== true) setting('stack-bias', 'bias', true, `${node.name} of ${analysis.network.name} has no bias`, 'a bias: every unit of a machine has one', 'no bias', 'Add the bias')
    if (node.settings['spectralNormalisation'] === true) {
      setting('stack-spectral', 'spectralNormalisation', false, `${node.name} normalises its weights`, 'the weights as they are: a machine is trained on them', 'spectral normalisation', 'Take it off')
    }
  })
  if (output !== undefined && chain.outputActivation !== end) {
    problems.push({
      code: 'stack-activation',
      severity: 'error',
      place: { network, node: output.id, path: 'parameters.activation' },
      title: `The output of ${analysis.network.name} must be ${end}`,
      expected: end === 'sigmoid' ? 'activation sigmoid: binary visible units are on with probability σ of their input' : 'activation linear: the values are real numbers',
      got: foundWord(chain.outputActivation),
      fix: `Set ${end}`,
      fixes: [{ label: `Set ${end}`, edits: [{ kind: 'set-parameters', network, node: output.id, parameters: { activation: end } }] }],
    })
  }
  return problems
}

/** The decoder's layers are the encoder's in reverse: 784–1000–30 needs 30–1000–784. */
function checkMirror(up: Chain, down: Chain): readonly Problem[] {
  const path = (sizes: readonly number[]): string => sizes.join('–')
  const sizes = (chain: Chain): readonly number[] => [chain.dense[0]?.inputs ?? 0, ...chain.dense.map(({ units }) => units)]
  const expected = sizes(up).toReversed()
  const got = sizes(down)
  if (path(expected) === path(got)) return []
  const reversed = [...up.dense].reverse()
  const wrong = down.dense.find((node, index) => node.units !== reversed[index]?.inputs)
  const units = wrong === undefined ? undefined : reversed[down.dense.indexOf(wrong)]?.inputs
  const mendable = wrong !== undefined && units !== undefined && down.dense.length === up.dense.length
  return [
    {
      code: 'decoder-not-mirror',
      severity: 'error',
      place: { network: down.network, ...(wrong === undefined ? {} : { node: wrong.id }) },
      title: `${down.analysis.network.name} is not the mirror of ${up.analysis.network.name}`,
      expected: `${path(expected)}, the encoder backwards: its weights become the decoder’s, transposed`,
      got: path(got),
      fix: mendable ? `Set ${wrong.name} to ${units} units` : `Give the decoder ${up.dense.length} Dense layers: ${path(expected)}`,
      ...(mendable ? { fixes: [{ label: `Set ${units} units`, edits: [{ kind: 'set-parameters', network: down.network, node: wrong.id, parameters: { units } }] }] } : {}),
    },
  ]
}
