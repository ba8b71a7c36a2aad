// A program recorded twice must come out the same twice. Where it does not, something that changes from call to call (a random
// number, the clock, a count kept outside) would be frozen into the graph for good, so capture refuses it and names the place.
import { StudioError } from '@shared/studio-error'
import { formatShape } from '@shared/tensors/shape'
import type { Trace, TraceOp } from './trace'

/** @throws StudioError `capture-constant-changes` or `capture-graph-changes`, naming the layer where the calls part. */
export function refuseDifferentTraces(program: string, first: Trace, second: Trace): void {
  for (let index = 0; index < Math.max(first.ops.length, second.ops.length); index += 1) {
    const [before, after] = [first.ops[index], second.ops[index]]
    if (before !== undefined && after !== undefined && describe(before) === describe(after)) continue
    throw new StudioError({
      code: 'capture-graph-changes',
      message: `The program "${program}" does not do the same operations in every call${place((after ?? before)?.layer, index, first)}.`,
      expected: before === undefined ? 'no further operation' : readable(before),
      got: after === undefined ? 'no further operation' : readable(after),
      fix: 'Let shapes and control flow depend on settings alone, never on values or on what happened before.',
    })
  }
  first.constants.forEach((constant, index) => {
    const again = second.constants[index]
    if (again !== undefined && Buffer.compare(constant.bytes, again.bytes) === 0) return
    const userIndex = first.ops.findIndex(({ inputs }) => inputs.some((input) => input.from === 'constant' && input.index === index))
    const user = first.ops[userIndex]
    throw new StudioError({
      code: 'capture-constant-changes',
      message: `The program "${program}" makes a constant that changes from call to call${place(constant.layer, userIndex, first)}${user === undefined ? '' : `, used by ${user.op}`}.`,
      expected: 'a feed for what changes, or a constant that stays',
      got: `a constant ${formatShape(constant.shape)} of other values`,
      fix: 'Take the value in as a feed; random numbers come from the random source and its key.',
    })
  })
}

/** Everything of an operation that a graph would fix. */
function describe({ op, attributes, inputs, outputs }: TraceOp): string {
  return JSON.stringify([op, attributes, inputs, outputs], (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

function readable({ op, outputs }: TraceOp): string {
  return `${op} giving ${outputs.map(({ shape }) => formatShape(shape)).join(' and ')}`
}

/** Outside the layers, the layer computed last before is the nearest name there is. */
function place(layer: string | null | undefined, index: number, trace: Trace): string {
  if (layer !== null && layer !== undefined) return ` in layer ${layer}`
  const before = trace.ops.slice(0, Math.max(0, index)).findLast((op) => op.layer !== null)?.layer
  return before === undefined || before === null ? '' : `, after layer ${before}`
}
