// Says the same with a plainer operation where TensorFlow's graph rewriting knows more about that one.
import type { TraceOp } from './trace'

/**
 * tfjs writes every matrix product as a batch of one. Only `MatMul` is fused with the bias and activation that follow it, and has
 * the faster kernels.
 */
export function simplifyOp(op: TraceOp): TraceOp {
  if (op.op !== 'BatchMatMulV2' || op.outputs[0]?.shape.length !== 2) return op
  const attributes = op.attributes.map((attribute) => ({ ...attribute, name: MATRIX_PRODUCT_NAMES.get(attribute.name) ?? attribute.name }))
  return { ...op, op: 'MatMul', attributes }
}

const MATRIX_PRODUCT_NAMES: ReadonlyMap<string, string> = new Map([
  ['adj_x', 'transpose_a'],
  ['adj_y', 'transpose_b'],
])
