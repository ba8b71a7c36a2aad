// An ONNX graph as a network of the studio: channels last, layer by layer, its weights put in the studio's order. What has no equal
// here becomes an open place with a comment, and the rest goes on after it.
import { findLayer } from '../../layers/catalogue'
import { StudioError } from '../../studio-error'
import { sizeOf, type Shape } from '../../tensors/shape'
import type { ImportLine, ImportReport } from '../import-report'
import { NetworkDraft, type DraftNode } from '../network-draft'
import { NotUnderstood } from '../not-understood'
import { checkDraft, type ReadNetwork } from '../read-network'
import { fileShape, freshView, type Factor, type View } from './axis-view'
import { countReaders } from './fold-constants'
import { fusePatterns } from './fuse-patterns'
import type { OnnxModel, OnnxNode, OnnxShape } from './onnx-model'
import { OperatorContext, operatorName, type GraphState } from './operator-context'
import { operatorConverters } from './operators/catalogue'

/** Stands for a batch of open size: a prime no layer has, so that it is found again in computed shapes. */
const OPEN_BATCH = 999_983

const IMAGE_OPERATORS: ReadonlySet<string> = new Set(['Conv', 'ConvTranspose', 'BatchNormalization', 'InstanceNormalization', 'MaxPool', 'AveragePool', 'GlobalAveragePool', 'GlobalMaxPool', 'GroupNormalization', 'Resize', 'Upsample', 'DepthToSpace'])

/** @throws StudioError `import-*` where nothing of the graph can be read. */
export function readOnnx(model: OnnxModel, fileName: string): { readonly networks: readonly ReadNetwork[]; readonly report: ImportReport } {
  const inputs = model.inputs.filter(({ name }) => !model.constants.has(name))
  const [input] = inputs
  if (input === undefined || model.nodes.length === 0) throw emptyModel(fileName, input === undefined ? 'no input' : 'no operators')
  const shape = knownShape(input, fileName)
  const batch: Factor = { size: shape[0] ?? OPEN_BATCH }
  const nodes = fusePatterns(model)
  const understood: ImportLine[] = []
  const changed: ImportLine[] = []
  const unknown: ImportLine[] = []
  const draft = new NetworkDraft(networkName(model, fileName))
  const line = (node: OnnxNode, text: string): ImportLine => ({ name: operatorName(node), type: node.operator, text })
  const state: GraphState = {
    draft,
    batch,
    views: new Map(),
    constants: new Map(model.constants),
    readers: countReaders({ nodes, outputs: model.outputs }),
    changed: (node, text) => void changed.push(line(node, text)),
    understood: (node, made, text) => void understood.push(line(node, text === undefined ? describe(made) : made === null ? text : `${text}: ${describe(made)}`)),
  }
  const entry = inputView(draft, batch, shape.slice(1), nodes.filter((node) => node.inputs.includes(input.name)))
  state.views.set(input.name, entry)
  for (const extra of inputs.slice(1)) {
    unknown.push({ name: extra.name, type: 'Input', text: 'a network has one input here. What reads this one is marked on the canvas: join the two inputs before the network, or use Label concatenation' })
    draft.remark(`A second input, “${extra.name}”, stands in the file. A network has one input here.`)
  }
  for (const node of nodes) convertNode(node, state, unknown, model)
  const [first, ...others] = model.outputs
  const result = settleOutput(state, first ?? '', unknown)
  for (const name of others) {
    unknown.push({ name, type: 'Output', text: 'a network has one output here. The layer that gives this value is on the canvas; join it with Concatenate, or give it to a Gaussian latent' })
    draft.remark(`A further output, “${name}”, stands in the file. A network has one output here.`)
  }
  const { network, weights } = draft.finish(result)
  const checked = checkDraft(network, weights, entry.shape, changed)
  const read: ReadNetwork = { ...checked, name: network.name }
  const unit = `operators of version ${model.operatorVersion}`
  return { networks: [read], report: { source: `ONNX model, ${unit}${model.producer === '' ? '' : `, written by ${model.producer}`}`, understood, changed, unknown } }
}

function networkName(model: OnnxModel, fileName: string): string {
  const generic = ['', 'main_graph', 'main', 'torch_jit', 'torch-jit-export', 'graph', 'model']
  return generic.includes(model.name) ? fileName.replace(/\.[^.]*$/, '') : model.name
}

function describe(node: DraftNode | null): string {
  if (node === null) return ''
  const layer = findLayer(node.type)
  const parameters = layer?.parameters.safeParse(node.parameters)
  const settings = parameters?.success === true ? (layer?.settings(parameters.data) ?? []) : []
  return [layer?.title ?? node.type, ...settings].join(', ')
}

/** Batch first (null where open), all others known. */
function knownShape({ name, shape }: OnnxModel['inputs'][number], fileName: string): OnnxShape {
  const rest = shape?.slice(1)
  const fits = rest !== undefined && rest.length >= 1 && rest.length <= 4 && rest.every((extent) => extent !== null && extent >= 1) && sizeOf(rest as Shape) <= 1e9
  if (fits && shape !== null) return shape
  throw new StudioError({
    code: 'import-shape-unknown',
    message: `${fileName}: its input “${name}” has no size the studio can work with`,
    path: `${fileName}: ${name}`,
    expected: 'a batch axis, then one to four axes of known size',
    got: shape === null ? 'no shape' : shape.map((extent) => extent ?? 'open').join(' × '),
    fix: 'Export it with a fixed size for everything but the batch (in PyTorch: mark only axis 0 as dynamic)',
  })
}

function emptyModel(fileName: string, got: string): StudioError {
  return new StudioError({ code: 'import-empty', message: `${fileName} holds no network`, path: fileName, expected: 'an input and operators', got, fix: 'Export the model again, with the network in it' })
}

/** Images and sequences enter channels first, unless the file itself turns them first thing. */
function inputView(draft: NetworkDraft, batch: Factor, shape: OnnxShape, readers: readonly OnnxNode[]): View {
  const extents = shape as Shape
  const straight = (): View => freshView(batch, draft.input, extents, extents.map((_, axis) => axis))
  const turned = readers.length > 0 && readers.every(({ operator }) => operator === 'Transpose')
  if (turned || extents.length < 2 || extents.length > 3) return straight()
  if (extents.length === 2 && !readers.some(({ operator }) => IMAGE_OPERATORS.has(operator))) return straight()
  const [channels = 1, ...places] = extents
  return freshView(batch, draft.input, [...places, channels], [places.length, ...places.map((_, axis) => axis)])
}

function convertNode(node: OnnxNode, state: GraphState, unknown: ImportLine[], model: OnnxModel): void {
  const operator = new OperatorContext(node, state)
  const begun = state.draft.length
  try {
    if (operator.fold()) return
    const converter = node.domain === '' && Object.hasOwn(operatorConverters, node.operator) ? operatorConverters[node.operator] : undefined
    if (converter === undefined) throw new NotUnderstood(node.domain === '' ? 'the studio has no such layer' : `it is an operator of ${node.domain}, not of ONNX itself`)
    converter(operator)
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error
    state.draft.rollBack(begun)
    leaveOpen(node, state, error, unknown, model)
  }
}

/** What follows goes on with the shape the file states, else as if the operator kept it. */
function leaveOpen(node: OnnxNode, state: GraphState, { message, toDo }: NotUnderstood, unknown: ImportLine[], model: OnnxModel): void {
  const sources = node.inputs.flatMap((name) => {
    const view = state.views.get(name)
    return view === undefined ? [] : [view]
  })
  const stated = model.shapes.get(node.outputs[0] ?? '')
  const rest = stated?.slice(1)
  const known = rest !== undefined && rest.length <= 4 && rest.every((extent) => extent !== null && extent >= 1)
  const [source] = sources
  const shape = known ? (rest as Shape) : source === undefined ? undefined : fileShape(source).slice(1)
  unknown.push({ name: operatorName(node), type: node.operator, text: `${message}; ${toDo}` })
  const place = state.draft.addOpenPlace(`Not imported: ${node.operator} “${operatorName(node)}”.\n${message}.`, sources.map((view) => view.node ?? view.place ?? null))
  for (const output of node.outputs) {
    if (output === '' || shape === undefined) continue
    state.views.set(output, { ...channelsLast(state.batch, shape), place })
  }
}

function channelsLast(batch: Factor, shape: Shape): View {
  const [channels = 1, ...places] = shape
  return shape.length < 3 ? freshView(batch, null, shape, shape.map((_, axis) => axis)) : freshView(batch, null, [...places, channels], [places.length, ...places.map((_, axis) => axis)])
}

/** What the network gives: images and sequences channels last, flat values in the file's order. */
function settleOutput(state: GraphState, name: string, unknown: ImportLine[]): DraftNode | null {
  const view = state.views.get(name)
  if (view === undefined) {
    unknown.push({ name, type: 'Output', text: 'what gives the output was not understood: wire it on the canvas' })
    return null
  }
  const node: OnnxNode = { name, operator: 'Output', domain: '', inputs: [name], outputs: [], attributes: {} }
  const operator = new OperatorContext(node, state)
  const batch = view.axes.findIndex((axis) => axis.includes(state.batch))
  const rest = view.axes.flatMap((_, axis) => (axis === batch ? [] : [axis]))
  const real = rest.filter((axis) => (view.axes[axis] ?? []).length > 0)
  // Images keep the order they have here, where the file's axes are whole; anything else takes the file's.
  const straight = view.factors.map((factor) => view.axes.findIndex((axis) => axis.length === 1 && axis[0] === factor))
  const kept = !straight.includes(-1) && view.factors.length === real.length ? view.node : undefined
  if (kept !== undefined && view.shape.length === rest.length) return kept
  try {
    return operator.settled(view, rest).node
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error
    unknown.push({ name, type: 'Output', text: `${error.message}; wire it on the canvas` })
    return null
  }
}
