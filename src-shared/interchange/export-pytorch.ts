// An experiment as PyTorch code: a class for each network, written as black would format it, and the weights in PyTorch's layout.
// Images have their channels first there, the studio has them last: values are turned where they must be, and where a flattened
// image meets a dense layer the weights are turned instead, so that nn.Flatten stands where a person would put it.
import { analyseExperiment } from '../experiment/analyse-experiment'
import type { Experiment } from '../experiment/experiment'
import type { NodeId } from '../graph/network'
import type { AxisOrder, PyTorchStep } from '../layers/code/layer-code'
import { inlineCode, printCode, tupleCode, type Code } from '../layers/code/python'
import { sizeOf, type Shape } from '../tensors/shape'
import { classNames, convertWeights, dataWords, feedsOf, planExperiment, proseLines, weightsOf, type ExportedCode, type PlannedWeight } from './exported-code'
import type { NetworkPlan, PlannedNode } from './plan-network'
import { pytorchHelpers } from './pytorch-helpers'
import { nameVariables } from './variable-names'

/** Layers that treat every value by itself, so that the order of a flat vector is nothing to them. */
const elementwise = new Set(['activation', 'dropout', 'spatial-dropout', 'gaussian-noise', 'masking-noise', 'salt-and-pepper-noise', 'gradient-stop'])

/** How values cross a network's border: images channels first, sequences [steps, features]. */
function borderOrder(shape: Shape): AxisOrder {
  return shape.length === 2 ? 'last' : 'first'
}

/** The shape as PyTorch sees it. */
function pytorchShape(shape: Shape, order: AxisOrder = borderOrder(shape)): Shape {
  return shape.length < 2 || order === 'last' ? shape : [shape.at(-1) ?? 1, ...shape.slice(0, -1)]
}

function turned(value: string, rank: number, from: AxisOrder, to: AxisOrder): string {
  if (from === to || rank < 2) return value
  if (rank === 2) return `${value}.transpose(1, 2)`
  const axes = Array.from({ length: rank + 1 }, (_, axis) => axis)
  const order = to === 'first' ? [0, rank, ...axes.slice(1, -1)] : [0, ...axes.slice(2), 1]
  return `${value}.permute(${order.join(', ')})`
}

interface Folds {
  /** Dense layers that read a flattened image in channels-first order. */
  readonly flattened: Map<NodeId, Shape>
  /** Dense and reshape layers between which a vector is in channels-first order. */
  readonly unflattened: Map<NodeId, Shape>
}

function findUnflattened({ nodes, readers }: NetworkPlan): Map<NodeId, Shape> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const found = new Map<NodeId, Shape>()
  for (const node of nodes) {
    if (node.layer.type !== 'reshape' || node.output.length < 3) continue
    let source = byId.get(node.sources[0] as NodeId)
    while (source !== undefined && elementwise.has(source.layer.type) && readers.get(source.id) === 1 && source.output.length === 1) source = byId.get(source.sources[0] as NodeId)
    if (source?.layer.type !== 'dense' || readers.get(source.id) !== 1) continue
    found.set(node.id, node.output)
    found.set(source.id, node.output)
  }
  return found
}

/** Dense layers that a flattened value reaches through elementwise ones; undefined where it reaches anything else. */
function denseReaders({ nodes }: NetworkPlan, from: NodeId): readonly PlannedNode[] | undefined {
  const dense: PlannedNode[] = []
  for (const node of nodes.filter((each) => each.sources.includes(from))) {
    if (node.layer.type === 'dense') dense.push(node)
    else if (elementwise.has(node.layer.type)) {
      const behind = denseReaders({ nodes } as NetworkPlan, node.id)
      if (behind === undefined) return undefined
      dense.push(...behind)
    } else return undefined
  }
  return dense
}

interface PlacedStep {
  readonly node: PlannedNode
  readonly step: PyTorchStep
  readonly attribute: string
  /** Of the value it gives. */
  readonly shape: Shape | undefined
}

interface Body {
  /** Every step; of a chain, in the order of its Sequential. */
  readonly steps: readonly PlacedStep[]
  /** Assignments: the variable and what it becomes. */
  readonly forward: readonly (readonly [string, Code])[]
  readonly chain: boolean
  readonly notes: readonly string[]
  readonly returns: readonly string[]
}

function buildBody(plan: NetworkPlan): Body {
  const folds: Folds = { flattened: new Map(), unflattened: findUnflattened(plan) }
  const orders = new Map<NodeId, AxisOrder>()
  const variables = new Map(nameVariables(plan, 'x'))
  const shapes = new Map<NodeId, Shape>(plan.nodes.map((node) => [node.id, node.output]))
  const steps: PlacedStep[] = []
  const forward: (readonly [string, Code])[] = []
  const notes: string[] = []
  let chain = plan.nodes.every((node) => node.sources.length <= 1 && (plan.readers.get(node.id) ?? 0) <= 1)
  for (const node of plan.nodes) {
    const [first] = node.sources
    const given = first === undefined ? borderOrder(plan.inputShape) : (orders.get(first) ?? 'first')
    const rank = node.inputs[node.layer.inputs[0]?.id ?? 'input']?.length ?? 1
    const site = { parameters: node.parameters, inputs: node.inputs, output: node.output, order: given, flattened: folds.flattened.get(node.id), unflattened: folds.unflattened.get(node.id) }
    const code = node.layer.pytorch(site)
    let wanted: AxisOrder = code.order === 'kept' ? given : code.order
    if (node.layer.type === 'flatten') wanted = flattenOrder(plan, node, given, folds)
    if (node.layer.type === 'output') wanted = borderOrder(node.output)
    orders.set(node.id, code.gives ?? wanted)
    notes.push(...(code.notes ?? []))
    const values = node.sources.map((source) => {
      const order = orders.get(source) ?? 'first'
      const shape = shapes.get(source) ?? []
      if (order !== wanted && shape.length > 1 && rank > 1) chain = false
      return turned(variables.get(source) ?? 'x', shape.length, order, shape.length > 1 ? wanted : order)
    })
    const variable = variables.get(node.id) ?? 'x'
    let current: readonly string[] = values
    code.steps.forEach((step, index) => {
      const attribute = step.suffix === undefined ? (node.layer.type === 'output' ? 'activation' : node.name) : `${node.name}_${step.suffix}`
      const last = index === code.steps.length - 1
      steps.push({ node, step, attribute, shape: last || step.suffix === undefined ? pytorchShape(node.output, code.gives ?? (code.order === 'kept' ? wanted : code.order)) : undefined })
      if (step.make === undefined || step.use !== undefined) chain = false
      const [value = 'x'] = current
      const code_ = step.expression !== undefined ? step.expression(current) : step.use !== undefined ? step.use(`self.${attribute}`, current) : `self.${attribute}(${value})`
      const text = inlineCode(code_)
      // An activation goes around the call before it; everything else gets a line of its own.
      const next = code.steps[index + 1]
      if (!last && next?.expression !== undefined && next.suffix === 'activation' && inlineCode(next.expression([text])).length < 60) {
        current = [text]
        return
      }
      forward.push([variable, code_])
      current = [variable]
    })
    // Nothing is done: the value goes on under the name it has.
    if (code.steps.length === 0 && first !== undefined) variables.set(node.id, values[0] ?? variable)
  }
  const output = plan.nodes.findLast((node) => node.layer.type === 'output')
  const returns = [output === undefined ? 'x' : (variables.get(output.id) ?? 'x')]
  if (plan.latent !== undefined) {
    chain = false
    for (const source of plan.latent.sources) {
      const shape = shapes.get(source) ?? []
      returns.push(turned(variables.get(source) ?? 'x', shape.length, orders.get(source) ?? 'first', shape.length > 1 ? borderOrder(shape) : (orders.get(source) ?? 'first')))
    }
  }
  return { steps, forward, chain, notes, returns }
}

/** In which order a flatten lays a value out: as PyTorch has it where the weights behind can follow, else as the studio does. */
function flattenOrder(plan: NetworkPlan, node: PlannedNode, given: AxisOrder, folds: Folds): AxisOrder {
  const shape = node.inputs['input'] ?? []
  if (given === 'last' || shape.length < 2) return 'last'
  if (shape.at(-1) === 1 || sizeOf(shape.slice(0, -1)) === 1) return 'first'
  const dense = denseReaders(plan, node.id)
  if (dense === undefined || dense.length === 0) return 'last'
  for (const each of dense) folds.flattened.set(each.id, shape)
  return 'first'
}

/** True for steps that become an attribute of the class: all with weights, and modules that no expression stands in for. */
function isAttribute({ step }: PlacedStep): boolean {
  return step.make !== undefined && step.expression === undefined
}

function withComment(lines: readonly string[], comment: string): readonly string[] {
  const last = lines.at(-1) ?? ''
  return last.length + comment.length + 4 > 88 ? lines : [...lines.slice(0, -1), `${last}  # ${comment}`]
}

function shapeWords(shape: Shape): string {
  return `[${['batch', ...shape].join(', ')}]`
}

function printClass(name: string, title: string, plan: NetworkPlan, body: Body): string {
  const inShape = pytorchShape(plan.inputShape)
  const outShape = pytorchShape(plan.outputShape)
  const latent = plan.latent === undefined ? [] : ['', 'Returns the output, and the mean and the log-variance its code was drawn from.']
  const lines = [
    `class ${name}(nn.Module):`,
    `    """${proseLines(title, 70)[0] ?? name}${/[.!?]$/.test(title) ? '' : '.'}`,
    '',
    `    Input: ${shapeWords(inShape)}. Output: ${shapeWords(outShape)}.`,
    ...latent.map((line) => (line === '' ? '' : `    ${line}`)),
    '    """',
    '',
    '    def __init__(self) -> None:',
    '        super().__init__()',
  ]
  const result = plan.latent === undefined ? 'Tensor' : 'tuple[Tensor, Tensor, Tensor]'
  if (body.chain && body.steps.length > 0) {
    lines.push('        self.layers = nn.Sequential(')
    let said = ''
    for (const { step, shape, node } of body.steps) {
      const make: Code = step.make ?? ''
      const named = node.named && step.suffix === undefined && node.layer.type !== 'output' ? `${node.title.replace(/\s+/g, ' ')}, ` : ''
      const extents = shape === undefined ? 'uneven padding' : shape.join(' x ')
      const printed = printCode(make, 12, '', ',')
      lines.push(...(extents === said && named === '' ? printed : withComment(printed, `${named}${extents}`)))
      said = extents
    }
    lines.push('        )', '', `    def forward(self, x: Tensor) -> ${result}:`, '        return self.layers(x)')
    return lines.join('\n')
  }
  for (const placed of body.steps.filter(isAttribute)) lines.push(...printCode(placed.step.make ?? '', 8, `self.${placed.attribute} = `))
  lines.push('', `    def forward(self, x: Tensor) -> ${result}:`)
  const last = body.forward.at(-1)
  const print = (each: readonly (readonly [string, Code])[]): readonly string[] => each.flatMap(([variable, code]) => printCode(code, 8, `${variable} = `))
  if (body.returns.length === 1 && last?.[0] === body.returns[0]) lines.push(...print(body.forward.slice(0, -1)), ...printCode(last?.[1] ?? 'x', 8, 'return '))
  else lines.push(...print(body.forward), `        return ${body.returns.join(', ')}`)
  return lines.join('\n')
}

/** @throws StudioError `export-not-possible` where a network has problems. */
export function exportPyTorch(experiment: Experiment, analysis = analyseExperiment(experiment)): ExportedCode {
  const planned = planExperiment(experiment, analysis)
  const classes = classNames(planned, ['Tensor', 'Path', ...Object.keys(pytorchHelpers)])
  const weights: PlannedWeight[] = []
  const notes = new Set<string>()
  const helpers = new Set<string>()
  const bodies = planned.networks.map(({ plan, key, title }) => {
    const body = buildBody(plan)
    const { id } = plan.analysis.network
    body.steps.forEach(({ node, step, attribute }, index) => {
      if (step.helper !== undefined) helpers.add(step.helper)
      weights.push(...weightsOf(id, node.id, `${key}.${body.chain ? `layers.${index}` : attribute}.`, step.weights))
    })
    for (const note of body.notes) notes.add(note)
    return { plan, key, name: classes.get(id) ?? 'Network', text: printClass(classes.get(id) ?? 'Network', title, plan, body) }
  })
  const weightsFileName = `${planned.stem}_pytorch.safetensors`
  const parts = [...Object.entries(pytorchHelpers).flatMap(([name, text]) => (helpers.has(name) ? [text] : [])), ...bodies.map((body) => body.text)]
  const code = parts.join('\n\n\n')
  const head = [
    `"""${proseLines(`${experiment.name}, exported from Latent Studio as PyTorch.`, 80).join('\n')}`,
    ...(experiment.description.trim() === '' ? [] : ['', ...proseLines(experiment.description.trim())]),
    '',
    ...proseLines(`${dataWords(analysis)} Images are [batch, channels, height, width].`.trim()),
    ...(notes.size === 0 ? [] : ['', ...[...notes].flatMap((note) => proseLines(note))]),
    '"""',
    '',
    'from pathlib import Path',
    '',
    'import torch',
    ...(/\bF\./.test(code) ? ['import torch.nn.functional as F'] : []),
    'from safetensors.torch import load_file',
    'from torch import Tensor, nn',
    ...(code.includes('spectral_norm(') ? ['from torch.nn.utils.parametrizations import spectral_norm'] : []),
    '',
    ...printCode({ callee: 'Path(__file__).with_name', args: [`"${weightsFileName}"`] }, 0, 'WEIGHTS = '),
  ]
  const entries = bodies.map(({ key, name }) => `"${key}": ${name}()`)
  const inBraces = `{${entries.join(', ')}}`
  const load = [
    'def load_networks(weights: Path = WEIGHTS) -> nn.ModuleDict:',
    '    """The networks with the exported weights, ready to be used."""',
    ...(inBraces.length <= 80
      ? printCode({ callee: 'nn.ModuleDict', args: [inBraces] }, 4, 'networks = ')
      : ['    networks = nn.ModuleDict(', '        {', ...entries.map((entry) => `            ${entry},`), '        }', '    )']),
    '    networks.load_state_dict(load_file(weights))',
    '    return networks.eval()',
  ]
  const run = ['if __name__ == "__main__":', '    # One batch through every network, to see that all is in its place.', '    networks = load_networks()', '    with torch.no_grad():']
  const feeds = feedsOf(planned, analysis)
  for (const { key, variable, from } of feeds) {
    const body = bodies.find((each) => each.key === key)
    if (body === undefined) continue
    const shape = tupleCode([4, ...pytorchShape(body.plan.inputShape)]).slice(1, -1)
    const fed = from.kind === 'network' ? from.variable : from.kind === 'noise' ? `torch.randn(${shape})` : `torch.rand(${shape})`
    run.push(...printCode({ callee: `networks["${key}"]`, args: [fed] }, 8, `${variable}${body.plan.latent === undefined ? '' : ', mean, log_variance'} = `), `        print("${key}:", tuple(${variable}.shape))`)
  }
  return {
    fileName: `${planned.stem}_pytorch.py`,
    weightsFileName,
    text: `${[head.join('\n'), code, load.join('\n'), ...(feeds.length === 0 ? [] : [run.join('\n')])].join('\n\n\n')}\n`,
    networks: bodies.map(({ plan, key, name }) => ({ id: plan.analysis.network.id, key, maker: name, inputShape: plan.inputShape, outputShape: plan.outputShape, gaussian: plan.latent !== undefined })),
    convert: (state) => convertWeights(weights, state),
  }
}
