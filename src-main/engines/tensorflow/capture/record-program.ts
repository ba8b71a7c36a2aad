// Records one eager call of a program: wraps the native binding for its duration and writes down every op, every
// uploaded constant and the flow of tensor ids between them.
import { StudioError } from '@shared/studio-error'
import { currentScope } from '@shared/graph/current-scope'
import type { NamedTensors, Tensor } from '@shared/tensors/tf'
import { formatShape, sameShape } from '@shared/tensors/shape'
import { describeCulprit, findCulprit } from './find-culprit'
import { constantBytes } from './native-dtype'
import type { Trace, TraceConstant, TraceOp, TraceReference, TraceResult } from './trace'

interface NativeTensorMetadata {
  readonly id: number
  readonly shape: number[]
  readonly dtype: number
}

/** The part of tfjs-node's native binding that a recording listens to. */
export interface RecordableBinding {
  createTensor(shape: number[], dtype: number, values: ArrayLike<number>): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): ArrayLike<number>
  executeOp(op: string, attributes: readonly { name: string; type: number; value: unknown }[], inputs: number[], outputs: number): NativeTensorMetadata[]
}

/** tfjs-node's backend: its `binding` is replaced while a recording runs. */
export interface RecordableBackend {
  binding: RecordableBinding
  getInputTensorIds(tensors: Tensor[]): number[]
}

export interface RecordedCall {
  readonly state?: NamedTensors
  readonly outputs: NamedTensors
}

/**
 * Calls `call` once under recording.
 * @param program name used in errors
 * @throws StudioError `capture-read-back` where the program reads a value, `capture-unknown-tensor` where it uses a
 *   tensor that is neither a feed, nor state, nor made inside the call, `capture-shape-changes` where state changes shape.
 *   The first two name the layer and the line at fault.
 */
export function recordProgram(
  program: string,
  backend: RecordableBackend,
  state: NamedTensors,
  feeds: NamedTensors,
  call: () => RecordedCall,
): Trace {
  const real = backend.binding
  const ops: TraceOp[] = []
  const constants: TraceConstant[] = []
  const references = new Map<number, TraceReference>()
  const results = new Map<number, { dtype: number; shape: readonly number[] }>()
  const idOf = (tensor: Tensor): number => {
    const [id] = backend.getInputTensorIds([tensor])
    if (id === undefined) throw new Error('A tensor has no native id')
    return id
  }
  const remember = (id: number, reference: TraceReference, dtype: number, shape: readonly number[]): void => {
    references.set(id, reference)
    results.set(id, { dtype, shape })
  }

  const inputIds = new Map<number, string>()
  for (const [name, tensor] of Object.entries(feeds)) {
    references.set(idOf(tensor), { from: 'feed', name })
    inputIds.set(idOf(tensor), `feed ${name}`)
  }
  for (const [name, tensor] of Object.entries(state)) references.set(idOf(tensor), { from: 'state', name })

  const recorder: RecordableBinding = {
    executeOp(op, attributes, inputs, outputs) {
      const inputReferences = inputs.map((id, position) => {
        const reference = references.get(id)
        if (reference === undefined) throw unknownTensor(program, op, position)
        return reference
      })
      const made = real.executeOp(op, attributes, inputs, outputs)
      const index = ops.length
      const recordedAttributes = attributes.map((attribute) => ({ ...attribute }))
      ops.push({ op, attributes: recordedAttributes, inputs: inputReferences, outputs: made.map(({ dtype, shape }) => ({ dtype, shape })), layer: currentScope() })
      made.forEach((metadata, output) => remember(metadata.id, { from: 'op', index, output }, metadata.dtype, metadata.shape))
      return made
    },
    createTensor(shape, dtype, values) {
      const id = real.createTensor(shape, dtype, values)
      remember(id, { from: 'constant', index: constants.length }, dtype, shape)
      constants.push({ dtype, shape: [...shape], bytes: constantBytes(dtype, values), layer: currentScope() })
      return id
    },
    tensorDataSync() {
      const culprit = findCulprit()
      throw new StudioError({
        code: 'capture-read-back',
        message: `The program "${program}" reads a tensor's values while it is being captured${describeCulprit(culprit)}.`,
        ...(culprit.line === null ? {} : { path: culprit.line }),
        expected: 'a pure program: no dataSync, data or arraySync inside a step',
        got: 'a read-back',
        fix: 'Keep the value a tensor, or take it in as a feed.',
      })
    },
    // Deleting is harmless: native ids only grow, so a reference never points at a later tensor.
    deleteTensor: (id) => real.deleteTensor(id),
  }

  backend.binding = withEverythingElse(real, recorder)
  let made: RecordedCall
  try {
    made = call()
    // Delayed constants are uploaded, and so recorded, when their ids are asked for.
    for (const tensor of [...Object.values(made.outputs), ...Object.values(made.state ?? {})]) idOf(tensor)
  } finally {
    backend.binding = real
  }
  const result = (what: string, tensor: Tensor): TraceResult => {
    const id = idOf(tensor)
    const reference = references.get(id)
    if (reference === undefined) throw unknownTensor(program, what, 0)
    const known = results.get(id)
    return { reference, dtype: known?.dtype ?? dtypeOfTensor(tensor), shape: known?.shape ?? tensor.shape }
  }
  const changed = Object.entries(made.state ?? {}).filter(([name, tensor]) => {
    const before = state[name]
    return before === undefined || idOf(before) !== idOf(tensor)
  })
  for (const [name, tensor] of changed) refuseChangedShape(program, name, state[name], tensor)
  return {
    ops,
    constants,
    state: Object.fromEntries(changed.map(([name, tensor]) => [name, result(`state ${name}`, tensor)])),
    outputs: Object.fromEntries(Object.entries(made.outputs).map(([name, tensor]) => [name, result(`output ${name}`, tensor)])),
  }
}

/** A variable has one shape and type for good. */
function refuseChangedShape(program: string, name: string, before: Tensor | undefined, after: Tensor): void {
  if (before === undefined) throw new Error(`The program "${program}" gives a value for ${name}, which is not in the state`)
  if (before.dtype === after.dtype && sameShape(before.shape, after.shape)) return
  throw new StudioError({
    code: 'capture-shape-changes',
    message: `The program "${program}" changes the shape of ${name}.`,
    path: name,
    expected: `${before.dtype} ${formatShape(before.shape)}`,
    got: `${after.dtype} ${formatShape(after.shape)}`,
    fix: 'A state value keeps its shape and type for the whole run.',
  })
}

function dtypeOfTensor(tensor: Tensor): number {
  return tensor.dtype === 'int32' ? 3 : tensor.dtype === 'bool' ? 10 : 1
}

function unknownTensor(program: string, op: string, position: number): StudioError {
  const culprit = findCulprit()
  return new StudioError({
    code: 'capture-unknown-tensor',
    message: `The program "${program}" uses a tensor made before it was captured (input ${position} of ${op})${describeCulprit(culprit)}.`,
    ...(culprit.line === null ? {} : { path: culprit.line }),
    expected: 'feeds, state, or tensors made inside the program',
    got: 'a tensor kept from an earlier call',
    fix: 'Make the tensor inside the program, or take it in as a feed.',
  })
}

/**
 * The binding's methods need their own `this`, and the backend also reads its constants. The proxy stands over the recorder, not
 * over the binding, whose properties are read-only.
 */
function withEverythingElse(real: RecordableBinding, recorder: RecordableBinding): RecordableBinding {
  return new Proxy(recorder, {
    get(target, property) {
      if (Object.hasOwn(target, property)) return Reflect.get(target, property)
      const value: unknown = Reflect.get(real, property)
      return typeof value === 'function' ? (value as (...parameters: unknown[]) => unknown).bind(real) : value
    },
  })
}
