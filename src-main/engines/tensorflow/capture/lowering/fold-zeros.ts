// Leaves out work on zeros. A second derivative passes through comparisons, whose gradient is zero everywhere (load-tfjs.ts): tfjs
// carries those zeros back through whole layers, convolutions and all, to add them to the rest.
import type { Trace, TraceOp, TraceReference } from '../trace'
import { referenceKey, replaceValues, sameType, TraceView } from './trace-view'

/** Operations that are zero where one of these inputs is, by place. What is not finite is lost already. */
const LINEAR: Readonly<Record<string, readonly number[]>> = {
  Reshape: [0],
  Neg: [0],
  Sum: [0],
  Mean: [0],
  Transpose: [0],
  Mul: [0, 1],
  RealDiv: [0],
  MatMul: [0, 1],
  Conv2D: [0, 1],
  // Their first, or second, input is a shape.
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
  ReluGrad: [0],
  LeakyReluGrad: [0],
}

export function foldZeros(trace: Trace): Trace {
  const view = new TraceView(trace)
  const zeros = new Set<string>()
  const isZero = (reference: TraceReference | undefined): boolean => reference !== undefined && zeros.has(referenceKey(reference))
  const replacements = new Map<string, TraceReference>()
  // Inputs come before what uses them.
  trace.ops.forEach((op, index) => {
    const made: TraceReference = { from: 'op', index, output: 0 }
    if (op.op === 'ZerosLike' || (LINEAR[op.op] ?? []).some((place) => isZero(op.inputs[place]))) zeros.add(referenceKey(made))
    if (op.op !== 'Add') return
    if (op.inputs.every(isZero)) zeros.add(referenceKey(made))
    const rest = otherTerm(op, isZero)
    if (rest !== undefined && sameType(view.type(rest), op.outputs[0])) replacements.set(referenceKey(made), rest)
  })
  return replacements.size === 0 ? trace : replaceValues(trace, replacements)
}

/** What is added to zeros. */
function otherTerm({ inputs: [a, b] }: TraceOp, isZero: (reference: TraceReference | undefined) => boolean): TraceReference | undefined {
  if (isZero(a)) return b
  return isZero(b) ? a : undefined
}
