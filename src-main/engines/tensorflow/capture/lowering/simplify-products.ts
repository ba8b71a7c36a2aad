// tfjs writes every matrix product as a batch of one. TensorFlow fuses only the plain product with the bias and activation after it,
// and has the faster kernels for it.
import type { Trace, TraceOp } from '../trace'

export function simplifyProducts(trace: Trace): Trace {
  return { ...trace, ops: trace.ops.map(simplify) }
}

function simplify(op: TraceOp): TraceOp {
  if (op.op !== 'BatchMatMulV2' || op.outputs[0]?.shape.length !== 2) return op
  const attributes = op.attributes.map((attribute) => ({ ...attribute, name: MATRIX_PRODUCT_NAMES.get(attribute.name) ?? attribute.name }))
  return { ...op, op: 'MatMul', attributes }
}

const MATRIX_PRODUCT_NAMES: ReadonlyMap<string, string> = new Map([
  ['adj_x', 'transpose_a'],
  ['adj_y', 'transpose_b'],
])
