// Leaves out operations that give back what they are given: tfjs casts to the type a value has already, and reshapes to its shape.
import type { Trace, TraceOp, TraceReference } from '../trace'
import { referenceKey, replaceValues, sameType, TraceView } from './trace-view'

export function dropIdentities(trace: Trace): Trace {
  const view = new TraceView(trace)
  const replacements = new Map<string, TraceReference>()
  trace.ops.forEach((op, index) => {
    const [input] = op.inputs
    if (input !== undefined && isIdentity(view, op, input)) replacements.set(referenceKey({ from: 'op', index, output: 0 }), input)
  })
  return replacements.size === 0 ? trace : replaceValues(trace, replacements)
}

function isIdentity(view: TraceView, op: TraceOp, input: TraceReference): boolean {
  if (op.op === 'Cast') return attribute(op, 'SrcT') === attribute(op, 'DstT')
  return op.op === 'Reshape' && sameType(view.type(input), op.outputs[0])
}

function attribute({ attributes }: TraceOp, name: string): unknown {
  return attributes.find((candidate) => candidate.name === name)?.value
}
