// Damaged and hostile files: every one is either read or refused in words; none crashes, hangs, or gives a document that is none.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkSchema } from '@shared/graph/network'
import { readKeras } from '@shared/interchange/keras/read-keras'
import type { OnnxModel, OnnxNode, OnnxTensor } from '@shared/interchange/onnx/onnx-model'
import { readOnnx } from '@shared/interchange/onnx/read-onnx'
import { StudioError } from '@shared/studio-error'
import { decodeOnnx } from '../../../src-main/interchange/decode-onnx'
import { readKerasArchive } from '../../../src-main/interchange/read-keras-file'
import { MODELS } from './run-network'

const onnxFiles = ['conv-autoencoder.legacy.onnx', 'residual.legacy.onnx', 'sequence.dynamo.onnx', 'perceptron.dynamo.onnx', 'strange.legacy.onnx'].map((file) => readFileSync(`${MODELS}/${file}`))
const kerasFiles = ['keras-convolutional', 'keras-functional', 'keras-sequence', 'keras-autoencoder'].map((name) => readFileSync(`${MODELS}/${name}.json`, 'utf8'))

/** Reads, or is refused in words naming the file. */
function readOrRefused(read: () => ReturnType<typeof readKeras>): void {
  let result
  try {
    result = read()
  } catch (error) {
    if (!(error instanceof StudioError)) throw error
    expect(error.detail.message).not.toBe('')
    expect(error.detail.fix).toBeDefined()
    return
  }
  for (const { network } of result.networks) expect(networkSchema.safeParse(network).error).toBeUndefined()
}

test('ONNX files with bytes changed, cut off or put in', () => {
  const damage = fc.record({
    file: fc.constantFrom(...onnxFiles),
    changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
    cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: 1 }),
    extra: fc.uint8Array({ maxLength: 8 }),
  })
  fc.assert(
    fc.property(damage, ({ file, changes, cut, extra }) => {
      const bytes = Buffer.concat([file.subarray(0, Math.ceil(file.length * cut)), extra])
      for (const [at, value] of changes) if (bytes.length > 0) bytes[Math.min(Math.floor(at * bytes.length), bytes.length - 1)] = value
      readOrRefused(() => readOnnx(decodeOnnx(bytes, 'damaged.onnx'), 'damaged.onnx'))
    }),
    { numRuns: 400, seed: 20 },
  )
})

test('any bytes at all are no ONNX model, or one that is refused in words', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readOrRefused(() => readOnnx(decodeOnnx(bytes, 'nonsense.onnx'), 'nonsense.onnx'))),
    { numRuns: 300, seed: 21 },
  )
})

test('ONNX graphs whose constants work out to no size', () => {
  const numbers = fc.array(fc.constantFrom(-7, -1, 0, 0.5, 1, 2, 3, 4, 1e12, 2 ** 40, Number.NaN, Number.NEGATIVE_INFINITY), { maxLength: 4 })
  const worked = fc.record({ operator: fc.constantFrom('ConstantOfShape', 'Expand', 'Reshape', 'Unsqueeze', 'Squeeze', 'Concat', 'Gather', 'Slice', 'Transpose', 'Mul', 'Div', 'Identity'), inputs: fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 5 }), perm: fc.option(numbers) })
  const reader = fc.constantFrom('Add', 'Mul', 'MatMul', 'Gemm', 'Reshape', 'Conv', 'Pad', 'Concat', 'Resize')
  const graph = fc.record({ constants: fc.array(numbers, { minLength: 4, maxLength: 4 }), worked: fc.array(worked, { minLength: 1, maxLength: 4 }), reader, shape: fc.constantFrom([null, 4], [null, 3, 8, 8]) })
  const list = (data: readonly number[]): OnnxTensor => ({ shape: [data.length], data })
  const node = (operator: string, inputs: readonly string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({ name: output, operator, domain: '', inputs, outputs: [output], attributes })
  fc.assert(
    fc.property(graph, ({ constants, worked: steps, reader: last, shape }) => {
      const model: OnnxModel = {
        producer: '',
        operatorVersion: 17,
        name: 'odd',
        // Constants are 0 to 3, what is worked out 4 to 7.
        nodes: [...steps.map(({ operator, inputs, perm }, index) => node(operator, inputs.map(String), String(4 + index), perm === null ? {} : { perm })), node(last, ['x', String(3 + steps.length), String(2 + steps.length)], 'y')],
        constants: new Map(constants.map((data, index) => [String(index), list(data)])),
        inputs: [{ name: 'x', shape }],
        outputs: ['y'],
        shapes: new Map(),
      }
      readOrRefused(() => readOnnx(model, 'odd.onnx'))
    }),
    { numRuns: 800, seed: 23 },
  )
})

/** Every place of a JSON value, as paths. */
function places(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, member]) => places(member, [...path, Array.isArray(value) ? Number(key) : key]))]
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (Array.isArray(value)) return value.map((member: unknown, index) => (index === key ? replaced(member, rest, by) : member))
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[String(key)], rest, by) }
}

test('Keras configurations with values changed', () => {
  const parsed = kerasFiles.map((text): unknown => JSON.parse(text))
  const all = parsed.map((value) => places(value))
  const change = fc.nat({ max: parsed.length - 1 }).chain((file) => fc.tuple(fc.constant(file), fc.array(fc.tuple(fc.constantFrom(...(all[file] ?? [])), fc.jsonValue({ maxDepth: 2 })), { minLength: 1, maxLength: 3 })))
  fc.assert(
    fc.property(change, ([file, changes]) => {
      let value = parsed[file]
      for (const [path, by] of changes) {
        try {
          value = replaced(value, path, by)
        } catch {
          // An earlier change took this place away.
        }
      }
      readOrRefused(() => readKeras(value, {}, 'changed.json'))
    }),
    { numRuns: 400, seed: 22 },
  )
})

test('a Keras layer of impossibly many units is named, before anything is made for them', () => {
  const gru = { class_name: 'GRU', config: { name: 'endless', units: 2 ** 32, activation: 'tanh', recurrent_activation: 'sigmoid' } }
  const { report } = readKeras({ class_name: 'Sequential', config: { name: 'wide', build_input_shape: [null, 5, 3], layers: [gru] } }, {}, 'wide.json')
  expect(report.unknown).toEqual([expect.objectContaining({ name: 'endless', type: 'GRU', text: expect.stringContaining('does not take units 4294967296') as unknown })])
})

test('Keras models within models, each used twice, are refused once they come to more layers than are read', () => {
  let inner: object = { class_name: 'Identity', name: 'same', config: { name: 'same' } }
  for (let depth = 0; depth < 18; depth += 1) {
    const { name } = inner as { readonly name: string }
    const used = { ...inner, inbound_nodes: [[['in', 0, 0, {}]], [[name, 0, 0, {}]]] }
    const entry = { class_name: 'InputLayer', name: 'in', config: { name: 'in', batch_shape: [null, 4] }, inbound_nodes: [] }
    const model = `model-${depth}`
    inner = { class_name: 'Functional', name: model, config: { name: model, layers: [entry, used], input_layers: [['in', 0, 0]], output_layers: [[name, 1, 0]] } }
  }
  expect(() => readKeras(inner, {}, 'nested.json')).toThrowError(expect.objectContaining({ detail: expect.objectContaining({ code: 'import-too-large' }) as unknown }))
})

test('a Keras archive that is damaged is refused in words', async () => {
  const bytes = readFileSync(`${MODELS}/keras-convolutional.keras`)
  await expect(readKerasArchive(bytes, 'whole.keras')).resolves.toMatchObject({ hasWeights: true })
  for (const cut of [0, 10, bytes.length / 2, bytes.length - 30]) await expect(readKerasArchive(bytes.subarray(0, cut), 'cut.keras')).rejects.toMatchObject({ detail: { code: 'import-damaged' } })
})

/** A field of a protobuf message holding bytes. */
function field(number: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content)
  const length: number[] = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest)
    if (rest <= 127) break
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes])
}

test('external data is refused, not followed', () => {
  const tensor = Buffer.concat([Buffer.from([0x10, 1]), field(8, 'w'), field(13, Buffer.concat([field(1, 'location'), field(2, '../../etc/passwd')])), Buffer.from([0x70, 1])])
  expect(() => decodeOnnx(field(7, field(5, tensor)), 'outside.onnx')).toThrowError(expect.objectContaining({ detail: expect.objectContaining({ code: 'import-external-data' }) as unknown }))
})

test('a size that would need terabytes is refused before anything is allocated', () => {
  // dims [2^40], float, no bytes behind it.
  const tensor = Buffer.concat([Buffer.from([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0x10, 1]), field(8, 'w'), field(9, 'abcd')])
  expect(() => decodeOnnx(field(7, field(5, tensor)), 'large.onnx')).toThrowError(expect.objectContaining({ detail: expect.objectContaining({ code: 'import-damaged' }) as unknown }))
})
