// A block as a layer: its uses get their form, shape rule, weights, costs and forward pass from what it is made of, by the
// same definition as every layer, so that nothing else has to know of blocks. Weights and random streams of a use are named
// `<network>/<node>/<inner node>/...`.
import type { LayerDefinition, PortShapes, WeightDefinition } from '../layers/layer-definition'
import type { Problem } from '../problem'
import type { Shape } from '../tensors/shape'
import type { NetworkAnalysis } from './analyse-network'
import { blockType, type BlockDocument } from './block'
import { blockParametersSchema } from './block-parameters'
import { forwardNetwork } from './forward-network'
import { instantiateBlock, type BindingFault } from './instantiate-block'
import { blockPorts } from './node-ports'
import { usedBlocks } from './used-blocks'

type Values = Readonly<Record<string, unknown>>
export type AnalyseNetwork = (network: NetworkAnalysis['network'], inputShape: Shape | null, blocks: readonly BlockDocument[]) => NetworkAnalysis

export interface BlockLayer extends LayerDefinition {
  readonly block: BlockDocument
  /** What the block is with these parameters and this input: the analysis of its own network. */
  inside(parameters: Values, inputs: PortShapes): NetworkAnalysis
}

export function isBlockLayer(layer: LayerDefinition | undefined): layer is BlockLayer {
  return layer !== undefined && 'block' in layer
}

// A block's layer holds as long as the block and all that it is made of are the same documents.
const made = new WeakMap<BlockDocument, { readonly parts: readonly BlockDocument[]; readonly layer: BlockLayer }>()

/** @param blocks all of the experiment's, of which the block may be made; @param analyse analyseNetwork */
export function blockLayer(block: BlockDocument, blocks: readonly BlockDocument[], analyse: AnalyseNetwork): BlockLayer {
  const parts = usedBlocks([block], blocks)
  const known = made.get(block)
  if (known !== undefined && known.parts.length === parts.length && known.parts.every((part, index) => part === parts[index])) return known.layer
  const layer = makeLayer(block, parts, analyse)
  made.set(block, { parts, layer })
  return layer
}

function makeLayer(block: BlockDocument, parts: readonly BlockDocument[], analyse: AnalyseNetwork): BlockLayer {
  const inside = (parameters: Values, inputs: PortShapes): NetworkAnalysis => {
    const { network, faults } = instantiateBlock(block, parameters)
    return withBindingFaults(analyse(network, inputs['input'] ?? null, parts), faults)
  }
  return {
    block,
    inside,
    type: blockType(block.id),
    title: block.name,
    category: 'block',
    icon: 'c-block',
    hint: 'block',
    keywords: ['block', 'module', block.id, ...block.nodes.flatMap((node) => (node.name === undefined ? [] : [node.name]))],
    help: {
      text: block.description ?? `A block of ${block.nodes.length === 3 ? 'one layer' : `${block.nodes.length - 2} layers`}. Open it to see or change what it is made of: every use follows.`,
      shape: 'Takes what its first layer takes and gives what its last one gives.',
    },
    picture: () => ({ kind: 'grids', before: ['3/6/2'], after: ['5/8/4'] }),
    parameters: blockParametersSchema(block),
    ...blockPorts,
    settings: (parameters) => block.parameters.map((parameter) => chip(parameter, parameters[parameter.id])),
    shape(parameters, inputs) {
      const analysis = inside(parameters, inputs)
      const errors = analysis.problems.filter((problem) => problem.severity === 'error')
      const first = errors[0]
      if (first === undefined && analysis.outputShape !== null) return { ok: true, output: analysis.outputShape }
      return {
        ok: false,
        code: first?.code ?? 'block-without-output',
        title: first === undefined ? `${block.name} gives nothing` : `${block.name}, inside: ${first.title}`,
        expected: first?.expected ?? 'an output whose shape is known',
        got: first?.got ?? 'none',
        fix: `${first?.fix ?? 'lead a wire to its output'}; open the block to change it${errors.length < 2 ? '' : ` (${errors.length - 1} more inside)`}`,
        ...(analysis.outputShape === null ? {} : { intended: analysis.outputShape }),
      }
    },
    weights: (parameters, inputs) => innerWeights(inside(parameters, inputs)),
    multiplyAdds: (parameters, inputs) => inside(parameters, inputs).totals.multiplyAdds,
    exposes: (parameters, inputs) => exposedInside(inside(parameters, inputs)),
    noSecondGradient(parameters) {
      for (const node of inside(parameters, {}).nodes.values()) {
        const reason = node.used && node.node.bypassed !== true && node.parameters !== undefined ? node.layer?.noSecondGradient?.(node.parameters) : undefined
        if (reason !== undefined) return `${node.name} inside: ${reason}`
      }
      return undefined
    },
    pytorch: () => {
      throw new Error('Blocks are taken apart before code is made of them')
    },
    keras: () => {
      throw new Error('Blocks are taken apart before code is made of them')
    },
    apply(context) {
      const { tf, parameters, inputs, inputShapes, training, random, stream } = context
      const input = inputs['input']
      if (input === undefined) throw new Error(`The block '${block.name}' was run without an input`)
      const analysis = inside(parameters, inputShapes)
      const local = (fullName: string): string => fullName.slice(stream.length + 1)
      const { output, exposed } = forwardNetwork({
        tf,
        analysis,
        input,
        path: stream,
        weight: (fullName) => context.weight(local(fullName)),
        update: (fullName, value) => context.update(local(fullName), value),
        training,
        random,
      })
      for (const name of Object.keys(exposedInside(analysis))) {
        const value = exposed[name]
        if (value !== undefined) context.expose(name, value)
      }
      return output
    },
  }
}

function chip(parameter: BlockDocument['parameters'][number], value: unknown): string {
  if (parameter.kind === 'choice') return parameter.choices.find((choice) => choice.value === value)?.label ?? String(value)
  if (parameter.kind === 'switch') return value === true ? parameter.title.toLowerCase() : `no ${parameter.title.toLowerCase()}`
  return `${parameter.title.toLowerCase()} ${String(value)}`
}

function innerWeights(analysis: NetworkAnalysis): readonly WeightDefinition[] {
  return analysis.order.flatMap((id) => (analysis.nodes.get(id)?.weights ?? []).map((weight) => ({ ...weight, name: `${id}/${weight.name}` })))
}

/** What the layers inside expose to a recipe. The output node's own is left out: it is the network's output that has one. */
function exposedInside(analysis: NetworkAnalysis): Readonly<Record<string, Shape>> {
  const exposed: Record<string, Shape> = {}
  for (const id of analysis.order) {
    const node = analysis.nodes.get(id)
    if (node?.parameters === undefined || node.node.type === 'output' || node.node.bypassed === true) continue
    Object.assign(exposed, node.layer?.exposes?.(node.parameters, node.inputs))
  }
  return exposed
}

// An instance is analysed anew only where its input has another shape.
const faulted = new WeakMap<NetworkAnalysis, NetworkAnalysis>()

/** Rule B4: a binding without a value is a problem of the node whose setting it was to give. */
function withBindingFaults(analysis: NetworkAnalysis, faults: readonly BindingFault[]): NetworkAnalysis {
  if (faults.length === 0) return analysis
  const known = faulted.get(analysis)
  if (known !== undefined) return known
  const nodes = new Map(analysis.nodes)
  const problems = faults.map((fault): Problem => bindingProblem(analysis, fault))
  for (const problem of problems) {
    const node = [...nodes.values()].find((each) => each.node.id === problem.place.node)
    if (node !== undefined) nodes.set(node.node.id, { ...node, problems: [problem, ...node.problems] })
  }
  const complete = { ...analysis, nodes, problems: [...problems, ...analysis.problems] }
  faulted.set(analysis, complete)
  return complete
}

function bindingProblem(analysis: NetworkAnalysis, { node, setting, term, reason }: BindingFault): Problem {
  const name = analysis.nodes.get(node)?.name ?? node
  return {
    code: 'binding-invalid',
    severity: 'error',
    place: { network: analysis.network.id, node, path: `parameters.${setting}` },
    title: `${name}: ${setting} cannot follow “${term}”`,
    expected: 'a term over the block’s parameters, such as 2*filters',
    got: reason,
    fix: 'change the term, or take it off',
    fixes: [{ label: 'Take it off', edits: [{ kind: 'set-bindings', network: analysis.network.id, node, bindings: { [setting]: null } }] }],
  }
}
