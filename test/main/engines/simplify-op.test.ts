// The one rewriting before a graph is written: it may change which kernel runs, never what is computed.
import { expect, test } from 'vitest'
import { simplifyOp } from '../../../src-main/engines/tensorflow/capture/simplify-op'
import type { TraceOp } from '../../../src-main/engines/tensorflow/capture/trace'

const product = (shape: number[]): TraceOp => ({
  op: 'BatchMatMulV2',
  attributes: [
    { name: 'T', type: 1, value: 1 },
    { name: 'adj_x', type: 2, value: true },
    { name: 'adj_y', type: 2, value: false },
  ],
  inputs: [
    { from: 'state', name: 'a' },
    { from: 'state', name: 'b' },
  ],
  outputs: [{ dtype: 1, shape }],
  layer: null,
})

test('a batch of no matrices but one is a plain product, transposed as before; true batches stay as they are', () => {
  const { op, attributes, inputs } = simplifyOp(product([3, 4]))
  expect({ op, attributes: attributes.map(({ name, value }) => [name, value]), inputs }).toEqual({
    op: 'MatMul',
    attributes: [
      ['T', 1],
      ['transpose_a', true],
      ['transpose_b', false],
    ],
    inputs: product([3, 4]).inputs,
  })
  expect(simplifyOp(product([2, 3, 4]))).toEqual(product([2, 3, 4]))
})
