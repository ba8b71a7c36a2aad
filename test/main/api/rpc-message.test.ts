import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRpcMessage } from '../../../src-main/api/rpc-message'

test('requests, input events and cancellations of the wire format pass', () => {
  const messages = [
    { i: '0', p: { u: '/studio/info' } },
    { i: '1', p: { u: '/runs/start', b: { json: { experiment: {} } } } },
    { i: '2', t: 3, p: { e: 'message', d: 1 } },
    { i: '3', t: 4 },
  ]
  expect(messages.map((message) => isRpcMessage(JSON.stringify(message)))).toEqual([true, true, true, true])
})

test('what the decoder would choke on is refused', () => {
  const messages: unknown[] = [
    '',
    'null',
    '7',
    '{}',
    '{"i":"1"}',
    '{"i":1,"p":{"u":"/a"}}',
    '{"i":"1","p":{"u":7}}',
    '{"i":"1","p":{"u":"https://evil.example/"}}',
    '{"i":"1","p":{"u":"/a","h":{"content-type":"multipart/form-data"}}}',
    '{"i":"1","p":{"u":"/a","h":{"Content-Disposition":"x"}}}',
    '{"i":"1","t":3,"p":null}',
    new Uint8Array([1, 2, 3]),
    { i: '1', p: { u: '/a' } },
    null,
    undefined,
  ]
  expect(messages.map(isRpcMessage)).toEqual(messages.map(() => false))
})

test('nothing makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.anything()), (message) => {
      expect(typeof isRpcMessage(message)).toBe('boolean')
    }),
    { seed: 11 },
  )
})
