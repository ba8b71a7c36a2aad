// Analyses one node, everything before it being known: parameters, shape rule, weights, costs, and its own problems.
import { layerCatalogue } from '../layers/catalogue'
import type { LayerDefinition, PortShapes, WeightDefinition } from '../layers/layer-definition'
import { formatCount, spellShape } from '../layers/words'
import type { Problem } from '../problem'
import { sizeOf, type Shape } from '../tensors/shape'
import { blockIdOf } from './block'
import { isBlockLayer } from './block-layer'
import { nearestNames } from './nearest-names'
import { nodeName } from './names'
import type { NetworkId, NodeDocument } from './network'
import type { NodeAnalysis } from './network-analysis'
import { nodesAfter, passedPort, wiresInto, wiresOutOf } from './network-structure'
import { portsOf } from './node-ports'
import { parameterProblems, readNodeParameters } from './node-parameters'
import { shapeFixes, type FixContext } from './upstream-fixes'

export interface AnalysisContext extends FixContext {
  /** The layer of a type: of the catalogue, or one of the experiment's blocks. */
  readonly layerOf: (type: string) => LayerDefinition | undefined
}

/** Most values one tensor may hold. TensorFlow's kernels index with 32 bits, and 2^31 floats are 8 GiB. */
export const MOST_VALUES = 2 ** 31 - 1

function nameOf(context: AnalysisContext, node: NodeDocument): string {
  return nodeName(node, context.layerOf(node.type))
}

interface Outcome {
  readonly output: Shape | null
  readonly weights: readonly WeightDefinition[]
  readonly multiplyAdds: number
  readonly fault: NodeAnalysis['fault']
  readonly problems: readonly Problem[]
}

const NOTHING: Outcome = { output: null, weights: [], multiplyAdds: 0, fault: 'none', problems: [] }

/** Rule B2: the block that a node uses is in the experiment. */
function missingBlock(context: AnalysisContext, node: NodeDocument, block: string): Problem {
  const network = context.network.id
  return {
    code: 'block-missing',
    severity: 'error',
    place: { network, node: node.id },
    title: `The block ${block} is not in this experiment`,
    expected: 'a block of the experiment',
    got: block,
    fix: 'bring the block in from the library or a file, or put layers in its place; the node is kept as it is until then',
    fixes: [{ label: 'Remove it', edits: [{ kind: 'remove-nodes', network, nodes: [node.id] }] }],
  }
}

function unknownLayer(network: NetworkId, node: NodeDocument): Problem {
  const near = nearestNames(
    node.type,
    layerCatalogue.map((layer) => layer.type),
    2,
  )
  return {
    code: 'layer-unknown',
    severity: 'error',
    place: { network, node: node.id },
    title: `This studio has no layer called ${node.type}`,
    expected: `one of its ${layerCatalogue.length} layers, such as ${near.join(' or ')}`,
    got: node.type,
    fix: 'open the experiment in a studio that has this layer, or put another in its place; it is kept as it is until then',
    fixes: [{ label: 'Remove it', edits: [{ kind: 'remove-nodes', network, nodes: [node.id] }] }],
  }
}

/** Rule N6: every input port of a used node is wired. A fix is offered where only one loose output could be meant. */
function unwiredPorts(context: AnalysisContext, node: NodeDocument, layer: LayerDefinition, name: string): readonly Problem[] {
  const { network, structure } = context
  const wired = wiresInto(structure, node.id)
  const missing = layer.inputs.filter((port) => !wired.has(port.id))
  if (missing.length === 0) return []
  const fed = nodesAfter(structure, node.id)
  const loose = [...structure.nodes.values()].filter(
    (each) => !fed.has(each.id) && wiresOutOf(structure, each.id).length === 0 && (portsOf(each.type)?.outputs.length ?? 0) > 0,
  )
  const source = loose.length === 1 && missing.length === 1 ? loose[0] : undefined
  return missing.map((port) => ({
    code: 'input-unwired',
    severity: 'error',
    place: { network: network.id, node: node.id },
    title: layer.inputs.length === 1 ? `Nothing enters ${name}` : `Nothing enters ${name} at ${port.title}`,
    expected: 'one wire at every input port',
    got: `no wire at ${port.title}`,
    fix: source === undefined ? 'draw a wire to it from the layer before' : `draw a wire to it from ${nameOf(context, source)}`,
    fixes:
      source === undefined
        ? []
        : [
            {
              label: `Connect ${nameOf(context, source)}`,
              edits: [
                {
                  kind: 'connect',
                  network: network.id,
                  wire: { id: context.newWire, from: { node: source.id, port: 'output' }, to: { node: node.id, port: port.id } },
                },
              ],
            },
          ],
  }))
}

function tooLarge(network: NetworkId, node: NodeDocument, name: string, what: string, shape: Shape): Problem {
  return {
    code: 'too-large',
    severity: 'error',
    place: { network, node: node.id },
    title: `${name} is too large`,
    expected: `at most ${formatCount(MOST_VALUES)} values in ${what}`,
    got: `${spellShape(shape)}, ${formatCount(sizeOf(shape))} values`,
    fix: 'make it smaller, or make what enters it smaller',
  }
}

/** Rule N13: a bypassed node gives what enters it, has no weights and costs nothing. Its settings wait, unread. */
function passThrough(context: AnalysisContext, node: NodeDocument, layer: LayerDefinition, inputs: PortShapes, name: string): Outcome {
  if (layer.inputs.length === 0 || layer.outputs.length === 0) {
    const problem: Problem = {
      code: 'bypass-impossible',
      severity: 'error',
      place: { network: context.network.id, node: node.id },
      title: `${name} cannot be bypassed`,
      expected: 'a layer that something enters and leaves',
      got: layer.inputs.length === 0 ? 'nothing enters it' : 'nothing leaves it',
      fix: `switch ${name} on again`,
      fixes: [switchOn(context, node, name)],
    }
    return { ...NOTHING, fault: 'own', problems: [problem] }
  }
  const port = passedPort(node, wiresInto(context.structure, node.id))
  if (port === undefined) return { ...NOTHING, fault: 'own', problems: unwiredPorts(context, node, layer, name).slice(0, 1) }
  return { ...NOTHING, output: inputs[port] ?? null }
}

function switchOn(context: AnalysisContext, node: NodeDocument, name: string): NonNullable<Problem['fixes']>[number] {
  return { label: `Switch ${name} on`, edits: [{ kind: 'set-bypass', network: context.network.id, nodes: [node.id], bypassed: false }] }
}

function evaluate(context: AnalysisContext, node: NodeDocument, layer: LayerDefinition, parameters: Readonly<Record<string, unknown>>, inputs: PortShapes, stale: boolean, name: string): Outcome {
  const network = context.network.id
  const sources: Record<string, string> = {}
  for (const [port, wire] of wiresInto(context.structure, node.id)) {
    const source = context.structure.nodes.get(wire.from.node)
    if (source !== undefined) sources[port] = nameOf(context, source)
  }
  const outcome = layer.shape(parameters, inputs, sources)
  if (!outcome.ok) {
    const output = outcome.intended ?? null
    if (stale) return { ...NOTHING, output }
    const bypassed = [...wiresInto(context.structure, node.id).values()].flatMap((wire) => {
      const source = context.structure.nodes.get(wire.from.node)
      return source?.bypassed === true ? [switchOn(context, source, nameOf(context, source))] : []
    })
    const firstPort = layer.inputs[0]?.id ?? 'input'
    const problem: Problem = {
      code: outcome.code,
      severity: 'error',
      place: { network, node: node.id, ...(outcome.parameter === undefined ? {} : { path: `parameters.${outcome.parameter}` }) },
      title: node.name === undefined ? outcome.title : outcome.title.replace(layer.title, () => name),
      expected: outcome.expected,
      got: outcome.got,
      fix: outcome.fix,
      fixes: [...bypassed, ...shapeFixes(context, node, firstPort, outcome)],
    }
    return { ...NOTHING, output, fault: 'input', problems: [problem] }
  }
  const { output } = outcome
  if (sizeOf(output) > MOST_VALUES) return { ...NOTHING, fault: 'own', problems: [tooLarge(network, node, name, 'its output', output)] }
  const weights = layer.weights(parameters, inputs)
  const large = weights.find((weight) => sizeOf(weight.shape) > MOST_VALUES)
  if (large !== undefined) return { ...NOTHING, output, fault: 'own', problems: [tooLarge(network, node, name, `its ${large.name}`, large.shape)] }
  return { output, weights, multiplyAdds: layer.multiplyAdds(parameters, inputs, output), fault: 'none', problems: [] }
}

/** @param inputs shapes that reach the ports, as far as they are known; @param stale whether one of them lies past a fault */
export function analyseNode(context: AnalysisContext, node: NodeDocument, inputs: PortShapes, stale: boolean): NodeAnalysis {
  const network = context.network.id
  const layer = context.layerOf(node.type)
  const name = nodeName(node, layer)
  const used = context.structure.used.has(node.id)
  const finish = (outcome: Outcome, parameters: NodeAnalysis['parameters'], extra: readonly Problem[]): NodeAnalysis => {
    const problems = [...extra, ...outcome.problems]
    return {
      node,
      name,
      layer,
      ...(isBlockLayer(layer) && parameters !== undefined && node.bypassed !== true ? { inside: layer.inside(parameters, inputs) } : {}),
      parameters,
      inputs,
      output: outcome.output,
      weights: outcome.weights,
      parameterCount: outcome.weights.reduce((sum, weight) => sum + (weight.trainable ? sizeOf(weight.shape) : 0), 0),
      multiplyAdds: outcome.multiplyAdds,
      fault: outcome.fault,
      problems: used ? problems : problems.map((problem) => ({ ...problem, severity: 'warning' })),
      stale,
      used,
    }
  }
  if (layer === undefined) {
    const block = blockIdOf(node.type)
    return finish({ ...NOTHING, fault: 'own' }, undefined, [block === undefined ? unknownLayer(network, node) : missingBlock(context, node, block)])
  }
  const check = readNodeParameters(layer, node)
  if (node.bypassed === true) return finish(passThrough(context, node, layer, inputs, name), check.values, [])
  const problems = [...parameterProblems(check, network, node, name), ...(used ? unwiredPorts(context, node, layer, name) : [])]
  const wired = wiresInto(context.structure, node.id)
  const fault = check.values === undefined || layer.inputs.some((port) => !wired.has(port.id)) ? 'own' : 'none'
  const ports = layer.type === 'input' ? ['input'] : layer.inputs.map((port) => port.id)
  const known = ports.every((port) => inputs[port] !== undefined)
  if (check.values === undefined || !known) return finish({ ...NOTHING, fault }, check.values, problems)
  return finish(evaluate(context, node, layer, check.values, inputs, stale, name), check.values, problems)
}
