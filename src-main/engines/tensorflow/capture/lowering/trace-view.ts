// Reads a trace as a graph of operations, for rewritings that look for a shape of it.
import { sameShape, sizeOf, type Shape } from '@shared/tensors/shape'
import { NATIVE_FLOAT } from '../native-dtype'
import type { NativeDtype, Trace, TraceOp, TraceReference } from '../trace'

export interface ValueType {
  readonly dtype: NativeDtype
  readonly shape: Shape
}

export class TraceView {
  readonly trace: Trace

  constructor(trace: Trace) {
    this.trace = trace
  }

  /** The operation whose first output this is. */
  op(reference: TraceReference): TraceOp | undefined {
    return reference.from === 'op' && reference.output === 0 ? this.trace.ops[reference.index] : undefined
  }

  /** The inputs of the operation that makes this value, where it is one of that name; null otherwise. */
  inputs(reference: TraceReference | undefined, op: string): readonly TraceReference[] | null {
    const made = reference === undefined ? undefined : this.op(reference)
    return made?.op === op ? made.inputs : null
  }

  /** The value of a constant of one float32; null for everything else. */
  scalar(reference: TraceReference | undefined): number | null {
    const constant = reference?.from === 'constant' ? this.trace.constants[reference.index] : undefined
    if (constant === undefined || constant.dtype !== NATIVE_FLOAT || sizeOf(constant.shape) !== 1) return null
    return new DataView(constant.bytes.buffer, constant.bytes.byteOffset).getFloat32(0, true)
  }

  /** Type and shape of a value; undefined for feeds and state, which a trace does not describe. */
  type(reference: TraceReference): ValueType | undefined {
    if (reference.from === 'op') return this.trace.ops[reference.index]?.outputs[reference.output]
    return reference.from === 'constant' ? this.trace.constants[reference.index] : undefined
  }
}

export function sameReference(a: TraceReference, b: TraceReference): boolean {
  return referenceKey(a) === referenceKey(b)
}

export function referenceKey(reference: TraceReference): string {
  switch (reference.from) {
    case 'feed':
    case 'state':
      return `${reference.from} ${reference.name}`
    case 'constant':
      return `constant ${reference.index}`
    case 'op':
      return `op ${reference.index} ${reference.output}`
  }
}

export function sameType(a: ValueType | undefined, b: ValueType | undefined): boolean {
  return a !== undefined && b !== undefined && a.dtype === b.dtype && sameShape(a.shape, b.shape)
}

/** The trace with every use of a value replaced by another value, and operations nobody uses any more left out. */
export function replaceValues(trace: Trace, replacements: ReadonlyMap<string, TraceReference>): Trace {
  const resolve = (reference: TraceReference): TraceReference => {
    let resolved = reference
    for (let next = replacements.get(referenceKey(resolved)); next !== undefined; next = replacements.get(referenceKey(resolved))) resolved = next
    return resolved
  }
  return withoutUnused(mapReferences(trace, resolve))
}

/** The trace with every reference to a value changed. */
function mapReferences(trace: Trace, change: (reference: TraceReference) => TraceReference): Trace {
  const results = (entries: Trace['state']): Trace['state'] =>
    Object.fromEntries(Object.entries(entries).map(([name, result]) => [name, { ...result, reference: change(result.reference) }]))
  return { ...trace, ops: trace.ops.map((op) => ({ ...op, inputs: op.inputs.map(change) })), state: results(trace.state), outputs: results(trace.outputs) }
}

function withoutUnused(trace: Trace): Trace {
  const used = new Set<number>()
  const pending = [...Object.values(trace.state), ...Object.values(trace.outputs)].map(({ reference }) => reference)
  for (let reference = pending.pop(); reference !== undefined; reference = pending.pop()) {
    if (reference.from !== 'op' || used.has(reference.index)) continue
    used.add(reference.index)
    pending.push(...(trace.ops[reference.index]?.inputs ?? []))
  }
  const kept = [...used].sort((a, b) => a - b)
  const places = new Map(kept.map((index, place) => [index, place]))
  const move = (reference: TraceReference): TraceReference => (reference.from === 'op' ? { ...reference, index: places.get(reference.index) ?? reference.index } : reference)
  const ops = kept.flatMap((index) => trace.ops[index] ?? [])
  return mapReferences({ ...trace, ops }, move)
}
