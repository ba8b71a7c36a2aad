// The wire between main and the inference process, cut anywhere.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFrame, FrameReader } from '../../../src-main/inference/frames'

test('frames come out as they went in, whatever pieces the stream hands over', () => {
  const frame = fc.record({ header: fc.jsonValue(), payload: fc.uint8Array({ maxLength: 300 }) })
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1 }), (frames, cuts) => {
      const stream = Buffer.concat(frames.map(({ header, payload }) => encodeFrame(header, payload)))
      const reader = new FrameReader()
      const read = []
      for (let at = 0, turn = 0; at < stream.length; turn += 1) {
        const length = cuts[turn % cuts.length] ?? 1
        read.push(...reader.push(stream.subarray(at, at + length)))
        at += length
      }
      expect(read.map(({ header, payload }) => [JSON.stringify(header), [...payload]])).toEqual(frames.map(({ header, payload }) => [JSON.stringify(header), [...payload]]))
    }),
    { seed: 9 },
  )
})

test('a payload is memory of its own: what comes later does not change it', () => {
  const stream = Buffer.from(encodeFrame({ id: 1 }, Uint8Array.of(1, 2, 3)))
  const [frame] = new FrameReader().push(stream)
  stream.fill(9)
  expect([...(frame?.payload ?? [])]).toEqual([1, 2, 3])
})

test('a length beyond reason, and a header that is no JSON, end the stream instead of filling the memory', () => {
  expect(() => new FrameReader().push(Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]))).toThrow(/none/)
  expect(() => new FrameReader().push(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0x7b]))).toThrow()
})
