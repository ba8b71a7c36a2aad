// The bytes of an ONNX file as plain data. Only the fields the import needs are read, by hand, so that nothing of a hostile file
// decides how much is allocated or how deep anything goes: subgraphs are skipped, external data is never followed.
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
import { Reader } from 'protobufjs/minimal.js'
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxShape, OnnxTensor } from '@shared/interchange/onnx/onnx-model'
import { StudioError } from '@shared/studio-error'

export const MOST_NODES = 20_000
const MOST_CONSTANTS = 20_000
const MOST_NAMED = 50_000
const MOST_AXES = 8
const MOST_TEXT = 4096
const MOST_LIST = 65_536

/** Bytes of a value, by ONNX's data type; those whose values the studio needs. */
const FLOAT = 1
const FLOAT16 = 10
const DOUBLE = 11
const BFLOAT16 = 16
const integerBytes: Readonly<Record<number, number>> = { 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1 }
const EXTERNAL = 1

class Malformed extends Error {}

type Field = (reader: Reader, wireType: number) => void

/** Reads one message: fields by number; others are skipped. */
function readMessage(reader: Reader, end: number, fields: Readonly<Record<number, Field>>): void {
  if (end > reader.len) throw new Malformed('a part reaches past the end of the file')
  while (reader.pos < end) {
    const tag = reader.uint32()
    const wireType = tag & 7
    const field = fields[tag >>> 3]
    if (field === undefined) {
      if (wireType === 3 || wireType === 4) throw new Malformed('it holds groups, which no ONNX file has')
      reader.skipType(wireType)
    } else field(reader, wireType)
  }
  if (reader.pos !== end) throw new Malformed('a part is longer than it says')
}

function expectLength(wireType: number): void {
  if (wireType !== 2) throw new Malformed('a field is of another kind than ONNX has there')
}

function message(read: (reader: Reader, end: number) => void): Field {
  return (reader, wireType) => {
    expectLength(wireType)
    const length = reader.uint32()
    read(reader, reader.pos + length)
  }
}

function text(take: (value: string) => void): Field {
  return (reader, wireType) => {
    expectLength(wireType)
    const value = reader.string()
    take(value.length > MOST_TEXT ? value.slice(0, MOST_TEXT) : value)
  }
}

/** A number, whether the library has 64-bit integers as numbers or as objects. */
function whole(value: unknown): number {
  return Number(typeof value === 'object' && value !== null && 'toNumber' in value && typeof value.toNumber === 'function' ? value.toNumber() : value)
}

const readInt64 = (reader: Reader): number => whole(reader.int64())

function int(take: (value: number) => void): Field {
  return (reader, wireType) => {
    if (wireType !== 0) throw new Malformed('a number is of another kind than ONNX has there')
    take(readInt64(reader))
  }
}

/** Packed or one by one. */
function numbers(into: number[], read: (reader: Reader) => number, most: number): Field {
  return (reader, wireType) => {
    const end = wireType === 2 ? reader.uint32() + reader.pos : reader.pos
    if (end > reader.len) throw new Malformed('a list reaches past the end of the file')
    do {
      if (wireType === 2 && reader.pos >= end) break
      if (into.length >= most) throw new Malformed(`a list holds more than ${most} numbers`)
      into.push(read(reader))
    } while (wireType === 2 && reader.pos < end)
  }
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function floatsOf(bytes: Uint8Array, type: number, count: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const result = new Float32Array(count)
  for (let at = 0; at < count; at += 1) {
    if (type === FLOAT) result[at] = view.getFloat32(4 * at, true)
    else if (type === DOUBLE) result[at] = view.getFloat64(8 * at, true)
    else if (type === FLOAT16) result[at] = half(view.getUint16(2 * at, true))
    else {
      // bfloat16 is the upper half of a float32.
      const bits = new DataView(new ArrayBuffer(4))
      bits.setUint32(0, view.getUint16(2 * at, true) << 16)
      result[at] = bits.getFloat32(0)
    }
  }
  return result
}

function integersOf(bytes: Uint8Array, type: number, count: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: count }, (_, at) => {
    if (type === 7) return Number(view.getBigInt64(8 * at, true))
    if (type === 6) return view.getInt32(4 * at, true)
    if (type === 5) return view.getInt16(2 * at, true)
    if (type === 4) return view.getUint16(2 * at, true)
    return type === 3 ? view.getInt8(at) : view.getUint8(at)
  })
}

interface NamedTensor {
  readonly name: string
  /** Null where its values are of a type that no layer has: texts, say. */
  readonly tensor: OnnxTensor | null
}

function readTensor(reader: Reader, end: number): NamedTensor {
  const shape: number[] = []
  const floats: number[] = []
  const integers: number[] = []
  let type = 0
  let name = ''
  let raw: Uint8Array | null = null
  let external = false
  const most = Math.max(0, end - reader.pos)
  readMessage(reader, end, {
    1: numbers(shape, readInt64, MOST_AXES),
    2: int((value) => (type = value)),
    4: numbers(floats, (each) => each.float(), most),
    5: numbers(integers, (each) => each.int32(), most),
    7: numbers(integers, readInt64, most),
    8: text((value) => (name = value)),
    9: (each, wireType) => {
      expectLength(wireType)
      raw = each.bytes()
    },
    10: numbers(floats, (each) => each.double(), most),
    13: (each, wireType) => {
      external = true
      each.skipType(wireType)
    },
    14: int((value) => (external ||= value === EXTERNAL)),
  })
  if (external) throw externalData(name)
  const count = shape.reduce((product, extent) => product * extent, 1)
  if (shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0) || !Number.isSafeInteger(count)) throw new Malformed(`the constant “${name}” has no possible size`)
  const floating = [FLOAT, DOUBLE, FLOAT16, BFLOAT16].includes(type)
  const width = floating ? (type === DOUBLE ? 8 : type === FLOAT ? 4 : 2) : integerBytes[type]
  if (width === undefined) return { name, tensor: null }
  const bytes = raw as Uint8Array | null
  if (bytes !== null) {
    if (bytes.length !== count * width) throw new Malformed(`the constant “${name}” holds ${bytes.length} bytes where ${shape.join(' × ')} need ${count * width}`)
    return { name, tensor: { shape, data: floating ? floatsOf(bytes, type, count) : integersOf(bytes, type, count) } }
  }
  // Half precision without raw bytes is kept bit by bit in the list of integers.
  const values = floating ? (type === FLOAT || type === DOUBLE ? floats : integers.map((bits) => (type === FLOAT16 ? half(bits) : floatsOf(Uint8Array.of(bits & 255, (bits >> 8) & 255), type, 1)[0] ?? 0))) : integers
  if (values.length !== count) throw new Malformed(`the constant “${name}” holds ${values.length} numbers where ${shape.join(' × ')} need ${count}`)
  return { name, tensor: { shape, data: floating ? Float32Array.from(values) : values } }
}

function externalData(name: string): StudioError {
  return new StudioError({
    code: 'import-external-data',
    message: 'The model keeps its weights in other files, which the studio does not follow',
    path: name,
    expected: 'a model in one file',
    got: `external data for “${name}”`,
    fix: 'Export it into one file (torch.onnx.export(..., external_data=False)), or save it again with onnx.save(model, path, save_as_external_data=False)',
  })
}

function readAttribute(reader: Reader, end: number): readonly [string, OnnxAttribute | null] {
  let name = ''
  let value: OnnxAttribute | null = null
  const list: number[] = []
  const texts: string[] = []
  readMessage(reader, end, {
    1: text((found) => (name = found)),
    2: (each, wireType) => {
      if (wireType !== 5) throw new Malformed('a number is of another kind than ONNX has there')
      value = each.float()
    },
    3: int((found) => (value = found)),
    4: text((found) => (value = found)),
    5: message((each, stop) => {
      value = readTensor(each, stop).tensor
    }),
    7: numbers(list, (each) => each.float(), MOST_LIST),
    8: numbers(list, readInt64, MOST_LIST),
    9: text((found) => void (texts.length < MOST_LIST && texts.push(found))),
  })
  return [name, value ?? (list.length > 0 ? list : texts.length > 0 ? texts : null)]
}

function readNode(reader: Reader, end: number): OnnxNode {
  const inputs: string[] = []
  const outputs: string[] = []
  const attributes: [string, OnnxAttribute][] = []
  let name = ''
  let operator = ''
  let domain = ''
  readMessage(reader, end, {
    1: text((value) => void inputs.push(value)),
    2: text((value) => void outputs.push(value)),
    3: text((value) => (name = value)),
    4: text((value) => (operator = value)),
    5: message((each, stop) => {
      const [key, value] = readAttribute(each, stop)
      if (value !== null) attributes.push([key, value])
    }),
    7: text((value) => (domain = value)),
  })
  if (inputs.length > 1024 || outputs.length > 1024) throw new Malformed(`the operator “${name}” has too many inputs or outputs`)
  return { name, operator, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes: Object.fromEntries(attributes) }
}

function readValue(reader: Reader, end: number): { readonly name: string; readonly shape: OnnxShape | null } {
  let name = ''
  let shape: (number | null)[] | null = null
  const dimension = message((each, stop) => {
    let extent: number | null = null
    readMessage(each, stop, { 1: int((value) => (extent = Number.isSafeInteger(value) && value > 0 ? value : null)) })
    if (shape !== null && shape.length < MOST_AXES) shape.push(extent)
    else throw new Malformed(`the value “${name}” has more than ${MOST_AXES} axes`)
  })
  readMessage(reader, end, {
    1: text((value) => (name = value)),
    2: message((each, stop) =>
      readMessage(each, stop, {
        1: message((tensor, tensorEnd) =>
          readMessage(tensor, tensorEnd, {
            2: message((found, shapeEnd) => {
              shape = []
              readMessage(found, shapeEnd, { 1: dimension })
            }),
          }),
        ),
      }),
    ),
  })
  return { name, shape }
}

function within<Item>(list: Item[], item: Item, most: number, what: string): void {
  if (list.length >= most) throw new StudioError({ code: 'import-too-large', message: `The model has more ${what} than the studio reads`, expected: `at most ${most}`, got: 'more', fix: 'Import a part of the model' })
  list.push(item)
}

function readModel(bytes: Uint8Array): OnnxModel | null {
  const reader = Reader.create(bytes)
  const nodes: OnnxNode[] = []
  const constants: NamedTensor[] = []
  const inputs: { readonly name: string; readonly shape: OnnxShape | null }[] = []
  const outputs: { readonly name: string; readonly shape: OnnxShape | null }[] = []
  const values: { readonly name: string; readonly shape: OnnxShape | null }[] = []
  let producer = ''
  let version = ''
  let name = ''
  let operatorVersion = 0
  let graphs = 0
  const graph = message((each, end) => {
    graphs += 1
    readMessage(each, end, {
      1: message((node, stop) => within(nodes, readNode(node, stop), MOST_NODES, 'operators')),
      2: text((value) => (name = value)),
      5: message((tensor, stop) => within(constants, readTensor(tensor, stop), MOST_CONSTANTS, 'constants')),
      11: message((value, stop) => within(inputs, readValue(value, stop), MOST_NAMED, 'inputs')),
      12: message((value, stop) => within(outputs, readValue(value, stop), MOST_NAMED, 'outputs')),
      13: message((value, stop) => within(values, readValue(value, stop), MOST_NAMED, 'named values')),
    })
  })
  readMessage(reader, bytes.length, {
    2: text((value) => (producer = value)),
    3: text((value) => (version = value)),
    7: graph,
    8: message((each, end) => {
      let domain = ''
      let number = 0
      readMessage(each, end, { 1: text((value) => (domain = value)), 2: int((value) => (number = value)) })
      if (domain === '' || domain === 'ai.onnx') operatorVersion = number
    }),
  })
  if (graphs !== 1) return null
  return {
    producer: [producer, version].filter((part) => part !== '').join(' '),
    operatorVersion,
    name,
    nodes,
    constants: new Map(constants.flatMap(({ name: key, tensor }) => (tensor === null ? [] : [[key, tensor] as const]))),
    inputs,
    outputs: outputs.map((value) => value.name),
    shapes: new Map([...values, ...outputs].flatMap(({ name: key, shape }) => (shape === null ? [] : [[key, shape] as const]))),
  }
}

/** @throws StudioError `import-damaged`, `import-external-data`, `import-too-large` */
export function decodeOnnx(bytes: Uint8Array, fileName: string): OnnxModel {
  const damaged = (got: string, cause?: unknown): StudioError =>
    new StudioError({ code: 'import-damaged', message: `${fileName} is no ONNX model, or a damaged one`, path: fileName, expected: 'an ONNX model (ModelProto) with one graph', got, fix: 'Take another copy of the file, or export the model again' }, { cause })
  try {
    const model = readModel(bytes)
    if (model === null) throw damaged('a file without a graph')
    return model
  } catch (error) {
    if (error instanceof StudioError) throw error
    // The library's own errors: a varint too long, an index out of range.
    throw damaged(error instanceof Error ? error.message : String(error), error)
  }
}
