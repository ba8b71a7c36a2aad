import { expect, test } from 'vitest'
import { findLayer } from '@shared/layers/catalogue'
import { sharedFields } from '../../../src-renderer/panels/design/inspector/shared-fields'

function layer(type: string, parameters: Record<string, number | string | boolean> = {}, bindings?: Record<string, string>) {
  const found = findLayer(type)
  if (!found) throw new Error(`no layer ${type}`)
  return { node: { parameters, ...(bindings ? { bindings } : {}) }, layer: found }
}

test('layers of one kind share all settings, and say where they differ', () => {
  const fields = sharedFields([layer('conv-2d', { filters: 32 }), layer('conv-2d', { filters: 64, activation: 'tanh' })])
  expect(fields.map(({ field }) => field.key)).toEqual(expect.arrayContaining(['filters', 'kernel', 'activation', 'bias']))
  expect(fields.filter(({ differing }) => differing !== '').map(({ field, value, differing }) => [field.key, value, differing])).toEqual([
    ['filters', 64, '32, 64'],
    ['activation', 'tanh', 'ReLU, Tanh'],
  ])
})

test('layers of several kinds share what is called alike and takes the same; what follows a block is left out', () => {
  const keys = sharedFields([layer('conv-2d'), layer('dense', {}, { bias: 'bias' })]).map(({ field }) => field.key)
  expect(keys).toContain('activation')
  expect(keys).not.toContain('bias')
  expect(keys).not.toContain('filters')
  expect(sharedFields([layer('flatten'), layer('dense')])).toEqual([])
})
