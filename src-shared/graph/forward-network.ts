// Runs an analysed network on a batch: each node's layer in data-flow order, weights and randomness coming from outside.
// Pure in the sense of a training step: nothing is read back and control flow does not depend on values.
import type { RandomSource } from '../layers/layer-definition'
import type { ForwardResult } from '../recipes/recipe-definition'
import type { Tensor, Tf } from '../tensors/tf'
import type { NetworkAnalysis, NodeAnalysis } from './analyse-network'
import { inScope } from './current-scope'
import { readStructure, wiresRead } from './network-structure'
import type { NodeId } from './network'

export interface ForwardOptions {
  readonly tf: Tf
  readonly analysis: NetworkAnalysis
  /** What names of weights and random streams begin with; the network's id where left out. */
  readonly path?: string
  /** `[batch, ...inputShape]`. */
  readonly input: Tensor
  /** The weight of that full name, `<path>/<node>/<weight>`. */
  weight(fullName: string): Tensor
  /** New value of a non-trainable weight; only called while training. */
  update(fullName: string, value: Tensor): void
  readonly training: boolean
  readonly random: RandomSource
}

/** @throws Error where the analysis has problems: a faulty network is never to be run. */
export function forwardNetwork(options: ForwardOptions): ForwardResult {
  const { analysis, path = analysis.network.id } = options
  const structure = readStructure(analysis.network)
  const values = new Map<NodeId, Tensor>()
  const exposed: Record<string, Tensor> = {}
  let output: Tensor | undefined
  for (const id of analysis.order) {
    const node = analysis.nodes.get(id)
    if (node === undefined) continue
    const inputs: Record<string, Tensor> = node.node.type === 'input' ? { input: options.input } : {}
    for (const [port, wire] of wiresRead(structure, node.node)) {
      const value = values.get(wire.from.node)
      if (value !== undefined) inputs[port] = value
    }
    if (node.node.bypassed === true) {
      // Rule N13: the one value that is read is the value that is given.
      const passed = Object.values(inputs)[0]
      if (passed === undefined) throw new Error(`The node '${node.name}' cannot be run`)
      values.set(id, passed)
      continue
    }
    const value = inScope(`${path}/${id}`, () => runLayer(options, `${path}/${id}`, node, inputs, exposed))
    values.set(id, value)
    if (node.node.type === 'output') output = value
  }
  if (output === undefined) throw new Error(`The network '${analysis.network.name}' cannot be run: ${analysis.problems[0]?.title ?? 'its output is unknown'}`)
  return { output, exposed }
}

/** One node that is not bypassed. @param path of its weights' names and random streams; @param exposed takes what it exposes. */
export function runLayer(options: Pick<ForwardOptions, 'tf' | 'training' | 'random' | 'weight' | 'update'>, path: string, node: NodeAnalysis, inputs: Readonly<Record<string, Tensor>>, exposed: Record<string, Tensor>): Tensor {
  const { tf, training, random } = options
  const { layer, parameters, output } = node
  if (layer === undefined || parameters === undefined || output === null) throw new Error(`The node '${node.name}' cannot be run`)
  return layer.apply({
    tf,
    parameters,
    inputs,
    inputShapes: node.inputs,
    outputShape: output,
    weight: (name) => options.weight(`${path}/${name}`),
    update(name, value) {
      if (training) options.update(`${path}/${name}`, value)
    },
    training,
    random,
    stream: path,
    expose(name, value) {
      exposed[name] = value
    },
  })
}
