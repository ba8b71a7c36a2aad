import { expect, test } from 'vitest'
import { refuseNotFinite } from '../../../src-main/api/export-check-desk'
import { refusalOf } from '../../support/refusal'

test('an exported network is not compared where its own output is no number: both would have none, and count as the same', () => {
  const outputs = (...values: number[]) => ({ 'decoder/output': { dtype: 'float32' as const, shape: [values.length], data: Float32Array.from(values) } })
  expect(() => refuseNotFinite(outputs(0, 0.5, -3))).not.toThrow()
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(refusalOf(() => refuseNotFinite(outputs(0, value)))).toMatchObject({ code: 'export-check-not-finite', path: 'decoder/output', got: String(value) })
  }
})
