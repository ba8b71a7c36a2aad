// Writes recorded programs as one TensorFlow SavedModel: state as resource variables shared by all programs, feeds as
// placeholders, constants inside, outputs that wait for every assignment of their program.
import type { Shape } from '@shared/tensors/shape'
import type { FeedSpec } from '../../engine'
import { NATIVE_FLOAT, NATIVE_UINT8, nativeDtypeOf } from './native-dtype'
import type { AttributeMessage, NodeMessage, ProtocolMessages, ShapeMessage } from './protocol-messages'
import { referenceKey } from './lowering/trace-view'
import type { Trace, TraceAttribute, TraceOp, TraceReference } from './trace'

export interface RecordedProgram {
  /** Prefix of its nodes; unique in the model. */
  readonly name: string
  readonly trace: Trace
  readonly feeds: Readonly<Record<string, FeedSpec>>
  /** Asks TensorFlow to compile clusters of its ops with XLA. */
  readonly xla: boolean
}

export interface StateVariable {
  readonly name: string
  readonly shape: Shape
  /** TensorFlow DataType number. */
  readonly dtype: number
}

/** Attribute kinds as the binding numbers them. */
export interface AttributeKinds {
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_SHAPE: number
}

/** Names of the endpoints of a written model. */
export const endpoints = {
  feed: (program: string, feed: string) => `${program}/feed/${feed}`,
  output: (program: string, output: string) => `${program}/output/${output}`,
  /** Fetching it runs every assignment of a program that has no outputs of its own. */
  read: (variable: string) => `read/${variable}`,
  initial: (variable: string) => `initial/${variable}`,
  assigned: (variable: string) => `assigned/${variable}`,
}

const GRAPH_PRODUCER = 1882
const utf8 = new TextEncoder()

/** The bytes of saved_model.pb. */
export function writeSavedModel(
  messages: ProtocolMessages,
  kinds: AttributeKinds,
  variables: readonly StateVariable[],
  programs: readonly RecordedProgram[],
): Uint8Array {
  const graph = new messages.GraphDef()

  const shapeOf = (shape: Shape): ShapeMessage => {
    const message = new messages.TensorShape()
    for (const extent of shape) {
      const dimension = new messages.TensorShape.Dim()
      dimension.setSize(extent)
      message.addDim(dimension)
    }
    return message
  }
  const attribute = (node: NodeMessage, name: string, fill: (message: AttributeMessage) => void): void => {
    const message = new messages.AttrValue()
    fill(message)
    node.getAttrMap().set(name, message)
  }
  const node = (name: string, op: string, inputs: string[] = []): NodeMessage => {
    const message = new messages.NodeDef()
    message.setName(name)
    message.setOp(op)
    message.setInputList(inputs)
    graph.addNode(message)
    return message
  }
  const typed = (name: string, op: string, attributeName: string, dtype: number, inputs: string[] = []): NodeMessage => {
    const made = node(name, op, inputs)
    attribute(made, attributeName, (message) => message.setType(dtype))
    return made
  }
  const placeholder = (name: string, dtype: number, shape: Shape): void => {
    attribute(typed(name, 'Placeholder', 'dtype', dtype), 'shape', (message) => message.setShape(shapeOf(shape)))
  }
  const handle = (variable: string): string => `variable/${variable}`

  for (const variable of variables) {
    const owner = typed(handle(variable.name), 'VarHandleOp', 'dtype', variable.dtype)
    attribute(owner, 'shape', (message) => message.setShape(shapeOf(variable.shape)))
    attribute(owner, 'shared_name', (message) => message.setS(utf8.encode(variable.name)))
    attribute(owner, 'container', (message) => message.setS(new Uint8Array()))
    typed(endpoints.read(variable.name), 'ReadVariableOp', 'dtype', variable.dtype, [handle(variable.name)])
    placeholder(endpoints.initial(variable.name), variable.dtype, variable.shape)
    // A fed tensor shares its memory with a JavaScript array and must be freed on JavaScript's thread; a variable's value is freed
    // on TensorFlow's. So the variable gets a copy of its own.
    typed(`copy/${variable.name}`, 'DeepCopy', 'T', variable.dtype, [endpoints.initial(variable.name)])
    typed(`assign/${variable.name}`, 'AssignVariableOp', 'dtype', variable.dtype, [handle(variable.name), `copy/${variable.name}`])
    // Nothing of the variable itself is fetched back: a scalar says that the assignment is done.
    const done = typed(endpoints.assigned(variable.name), 'Const', 'dtype', NATIVE_FLOAT, [`^assign/${variable.name}`])
    attribute(done, 'value', (message) => message.setTensor(scalarZero(messages)))
  }

  for (const { name: program, trace, feeds, xla } of programs) {
    for (const [feed, spec] of Object.entries(feeds)) {
      placeholder(endpoints.feed(program, feed), nativeDtypeOf(spec.dtype), spec.shape)
      // uint8 stays small until here: the program sees floats.
      if (spec.dtype === 'uint8') {
        const cast = typed(`${program}/cast/${feed}`, 'Cast', 'SrcT', NATIVE_UINT8, [endpoints.feed(program, feed)])
        attribute(cast, 'DstT', (message) => message.setType(NATIVE_FLOAT))
      }
    }
    const dtypes = new Map(variables.map((variable) => [variable.name, variable.dtype]))
    const versions = readVersions(trace)
    const readName = (state: string): string => `${program}/read/${state}`
    for (const state of versions.begin) typed(readName(state), 'ReadVariableOp', 'dtype', dtypes.get(state) ?? NATIVE_FLOAT, [handle(state)])

    trace.constants.forEach((constant, index) => {
      const made = typed(`${program}/constant${index}`, 'Const', 'dtype', constant.dtype)
      attribute(made, 'value', (message) => {
        const tensor = new messages.Tensor()
        tensor.setDtype(constant.dtype)
        tensor.setTensorShape(shapeOf(constant.shape))
        tensor.setTensorContent(constant.bytes)
        message.setTensor(tensor)
      })
    })
    const opName = (index: number): string => `${program}/op${index}`
    const nameOf = (reference: TraceReference): string => {
      switch (reference.from) {
        case 'feed':
          return feeds[reference.name]?.dtype === 'uint8' ? `${program}/cast/${reference.name}` : endpoints.feed(program, reference.name)
        case 'state':
          return readName(reference.name)
        case 'constant':
          return `${program}/constant${reference.index}`
        case 'op':
          if (trace.ops[reference.index]?.updates !== undefined) return `${opName(reference.index)}/read${reference.output}`
          return reference.output === 0 ? opName(reference.index) : `${opName(reference.index)}:${reference.output}`
      }
    }
    trace.ops.forEach((op, index) => {
      const { updates } = op
      const inputs = updates === undefined ? op.inputs.map(nameOf) : updateInputs(op, updates)
      const made = node(opName(index), op.op, inputs)
      if (xla && updates === undefined && !drawsRandomNumbers(op)) attribute(made, '_XlaCompile', (message) => message.setB(true))
      for (const recorded of op.attributes) attribute(made, recorded.name, (message) => fillAttribute(messages, kinds, shapeOf, message, recorded))
      updates?.forEach((state, output) => {
        if (versions.after.has(referenceKey({ from: 'op', index, output }))) {
          typed(`${opName(index)}/read${output}`, 'ReadVariableOp', 'dtype', dtypes.get(state) ?? NATIVE_FLOAT, [handle(state), `^${opName(index)}`])
        }
      })
    })
    /** A value may not be overwritten before this program has read it, nor before the update that made it. */
    function updateInputs({ inputs }: TraceOp, updates: readonly string[]): string[] {
      const before = inputs.slice(0, updates.length)
      const waits = before.flatMap((value) => {
        if (value.from === 'state') return versions.begin.has(value.name) ? [`^${readName(value.name)}`] : []
        if (value.from !== 'op') throw new Error('An update begins at a value that is no state')
        return [versions.after.has(referenceKey(value)) ? `^${nameOf(value)}` : `^${opName(value.index)}`]
      })
      return [...updates.map(handle), ...inputs.slice(updates.length).map(nameOf), ...new Set(waits)]
    }
    /** A feed's memory is the caller's: what is kept of it is a copy, as above. */
    function ownValue(state: string, reference: TraceReference, dtype: number): string {
      if (!sharesFeed(trace, reference)) return nameOf(reference)
      typed(`${program}/copy/${state}`, 'DeepCopy', 'T', dtype, [nameOf(reference)])
      return `${program}/copy/${state}`
    }
    const written = Object.entries(trace.state).map(([state, { reference, dtype }]) => {
      if (isUpdateOf(trace, reference, state)) return `^${opName(reference.index)}`
      const inputs = [handle(state), ownValue(state, reference, dtype)]
      if (versions.begin.has(state)) inputs.push(`^${readName(state)}`)
      typed(`${program}/assign/${state}`, 'AssignVariableOp', 'dtype', dtype, inputs)
      return `^${program}/assign/${state}`
    })
    for (const [output, result] of Object.entries(trace.outputs)) {
      typed(endpoints.output(program, output), 'Identity', 'T', result.dtype, [nameOf(result.reference), ...new Set(written)])
    }
  }

  const versions = new messages.VersionDef()
  versions.setProducer(GRAPH_PRODUCER)
  graph.setVersions(versions)
  const info = new messages.MetaGraphDef.MetaInfoDef()
  info.addTags('serve')
  const metaGraph = new messages.MetaGraphDef()
  metaGraph.setGraphDef(graph)
  metaGraph.setMetaInfoDef(info)
  const model = new messages.SavedModel()
  model.setSavedModelSchemaVersion(1)
  model.addMetaGraphs(metaGraph)
  return model.serializeBinary()
}

interface ReadVersions {
  /** State that is read as it is when the program begins. */
  readonly begin: ReadonlySet<string>
  /** Values that updates made and that something but the next update reads, by reference. */
  readonly after: ReadonlySet<string>
}

function readVersions(trace: Trace): ReadVersions {
  const begin = new Set<string>()
  const after = new Set<string>()
  const remember = (reference: TraceReference): void => {
    if (reference.from === 'state') begin.add(reference.name)
    else if (reference.from === 'op' && trace.ops[reference.index]?.updates !== undefined) after.add(referenceKey(reference))
  }
  for (const { inputs, updates = [] } of trace.ops) inputs.slice(updates.length).forEach(remember)
  for (const [state, { reference }] of Object.entries(trace.state)) {
    if (!isUpdateOf(trace, reference, state)) remember(reference)
  }
  for (const { reference } of Object.values(trace.outputs)) remember(reference)
  return { begin, after }
}

/** Operations whose output is their input's memory under another shape. */
const VIEWS: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'ExpandDims', 'Squeeze', 'StopGradient'])

function sharesFeed(trace: Trace, reference: TraceReference): boolean {
  if (reference.from === 'feed') return true
  const made = reference.from === 'op' ? trace.ops[reference.index] : undefined
  const [input] = made?.inputs ?? []
  return made !== undefined && input !== undefined && VIEWS.has(made.op) && sharesFeed(trace, input)
}

/** True where this very value stands in the variable already, since an operation wrote it there. */
function isUpdateOf(trace: Trace, reference: TraceReference, state: string): reference is TraceReference & { readonly from: 'op' } {
  return reference.from === 'op' && trace.ops[reference.index]?.updates?.[reference.output] === state
}

/** XLA has a generator of its own: compiled, the same key would give other numbers. */
function drawsRandomNumbers({ op }: TraceOp): boolean {
  return op.startsWith('StatelessRandom')
}

function scalarZero(messages: ProtocolMessages): InstanceType<ProtocolMessages['Tensor']> {
  const tensor = new messages.Tensor()
  tensor.setDtype(NATIVE_FLOAT)
  tensor.setTensorShape(new messages.TensorShape())
  tensor.setTensorContent(new Uint8Array(4))
  return tensor
}

function fillAttribute(
  messages: ProtocolMessages,
  kinds: AttributeKinds,
  shapeOf: (shape: Shape) => ShapeMessage,
  message: AttributeMessage,
  recorded: TraceAttribute,
): void {
  const { type, value } = recorded
  if (type === kinds.TF_ATTR_STRING) return message.setS(utf8.encode(String(value)))
  if (type === kinds.TF_ATTR_INT) {
    if (!Array.isArray(value)) return message.setI(Number(value))
    const list = new messages.AttrValue.ListValue()
    list.setIList(value.map(Number))
    return message.setList(list)
  }
  if (type === kinds.TF_ATTR_FLOAT) {
    if (!Array.isArray(value)) return message.setF(Number(value))
    const list = new messages.AttrValue.ListValue()
    list.setFList(value.map(Number))
    return message.setList(list)
  }
  if (type === kinds.TF_ATTR_BOOL) return message.setB(Boolean(value))
  if (type === kinds.TF_ATTR_TYPE) return message.setType(Number(value))
  if (type === kinds.TF_ATTR_SHAPE) return message.setShape(shapeOf(value as Shape))
  throw new Error(`Attribute ${recorded.name} has a kind (${type}) that cannot be written`)
}
