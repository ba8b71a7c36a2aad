// Shape arithmetic of a graph, worked out: exporters compute the targets of reshapes from `Shape`, `Gather`, `Concat` and the like.
import type { OnnxModel, OnnxNode, OnnxTensor } from './onnx-model'
import { isTensor } from './onnx-model'
import { permutedPositions } from '../permute-array'
import { sizeOf } from '../../tensors/shape'

/** Longer constants are weights; only a transpose is worked out on those. */
const MOST_VALUES = 4096

function plain(tensor: OnnxTensor): readonly number[] | undefined {
  const size = sizeOf(tensor.shape)
  if (size > MOST_VALUES) return undefined
  return tensor.uniform === true ? new Array<number>(size).fill(tensor.data[0] ?? 0) : Array.from(tensor.data)
}

const list = (data: readonly number[]): OnnxTensor => ({ shape: [data.length], data })

function numbers(attribute: OnnxNode['attributes'][string] | undefined): readonly number[] | undefined {
  return Array.isArray(attribute) && attribute.every((each) => typeof each === 'number') ? attribute : undefined
}

const operations: Readonly<Record<string, (a: number, b: number) => number>> = { Add: (a, b) => a + b, Sub: (a, b) => a - b, Mul: (a, b) => a * b, Div: (a, b) => a / b }

/**
 * The value of a node whose inputs are constants or, for `Shape`, a value of known shape; undefined where it is none.
 * @param constantOf of an input @param shapeOf whole shape of a value that is no constant
 */
export function foldConstant(node: OnnxNode, constantOf: (name: string) => OnnxTensor | undefined, shapeOf: (name: string) => readonly number[] | undefined): OnnxTensor | undefined {
  const folded = workOut(node, constantOf, shapeOf)
  return folded !== undefined && isSound(folded) ? folded : undefined
}

/** Extents come from the file's own values: a damaged one can ask for −7 of something, or for a shape its values do not fill. */
function isSound({ shape, data, uniform }: OnnxTensor): boolean {
  const size = sizeOf(shape)
  return shape.every((extent) => Number.isInteger(extent) && extent >= 0) && Number.isSafeInteger(size) && (uniform === true || size === data.length)
}

function workOut(node: OnnxNode, constantOf: (name: string) => OnnxTensor | undefined, shapeOf: (name: string) => readonly number[] | undefined): OnnxTensor | undefined {
  const { operator, attributes } = node
  const [first = '', second = ''] = node.inputs
  const a = constantOf(first)
  const b = constantOf(second)
  switch (operator) {
    case 'Constant': {
      const { value, value_float: float, value_int: int } = attributes
      if (isTensor(value)) return value
      const single = typeof float === 'number' ? float : typeof int === 'number' ? int : undefined
      if (single !== undefined) return { shape: [], data: [single] }
      const many = numbers(attributes['value_ints']) ?? numbers(attributes['value_floats'])
      return many === undefined ? undefined : list(many)
    }
    case 'Shape': {
      const shape = a?.shape ?? shapeOf(first)
      const { start, end } = attributes
      return shape === undefined ? undefined : list(shape.slice(typeof start === 'number' ? start : 0, typeof end === 'number' ? end : undefined))
    }
    case 'Identity':
      return a
    case 'Cast':
      return a
    case 'ConstantOfShape': {
      const shape = a === undefined ? undefined : plain(a)
      const value = attributes['value']
      return shape === undefined ? undefined : { shape, data: [isTensor(value) ? (value.data[0] ?? 0) : 0], uniform: true }
    }
    case 'Expand': {
      const shape = b === undefined ? undefined : plain(b)
      const only = a !== undefined && (a.uniform === true || sizeOf(a.shape) === 1)
      return shape === undefined || a === undefined || !only ? undefined : { shape, data: [a.data[0] ?? 0], uniform: true }
    }
    case 'Unsqueeze':
    case 'Squeeze':
    case 'Reshape': {
      if (a === undefined) return undefined
      if (operator === 'Reshape') {
        const target = b === undefined ? undefined : plain(b)
        if (target === undefined) return undefined
        const known = target.reduce((size, each, axis) => size * (each === -1 ? 1 : each === 0 ? (a.shape[axis] ?? 1) : each), 1)
        return { ...a, shape: target.map((each, axis) => (each === -1 ? sizeOf(a.shape) / known : each === 0 ? (a.shape[axis] ?? 1) : each)) }
      }
      const axes = numbers(attributes['axes']) ?? (b === undefined ? undefined : plain(b))
      if (operator === 'Squeeze') return { ...a, shape: a.shape.filter((extent, axis) => (axes === undefined ? extent !== 1 : !axes.some((each) => (each < 0 ? each + a.shape.length : each) === axis))) }
      if (axes === undefined) return undefined
      const rank = a.shape.length + axes.length
      const rest = [...a.shape]
      return { ...a, shape: Array.from({ length: rank }, (_, axis) => (axes.some((each) => (each < 0 ? each + rank : each) === axis) ? 1 : (rest.shift() ?? 1))) }
    }
    case 'Concat': {
      const parts = node.inputs.map((name) => constantOf(name))
      if (parts.some((part) => part === undefined || part.shape.length !== 1)) return undefined
      const values = parts.map((part) => (part === undefined ? undefined : plain(part)))
      return values.some((each) => each === undefined) ? undefined : list(values.flatMap((each) => each ?? []))
    }
    case 'Gather': {
      const from = a === undefined || a.shape.length !== 1 ? undefined : plain(a)
      const at = b === undefined ? undefined : plain(b)
      if (from === undefined || at === undefined || b === undefined) return undefined
      return { shape: b.shape, data: at.map((each) => from[each < 0 ? each + from.length : each] ?? 0) }
    }
    case 'Slice': {
      if (a === undefined) return undefined
      const [starts, ends, axes, steps] = [1, 2, 3, 4].map((index) => {
        const given = constantOf(node.inputs[index] ?? '')
        return given === undefined ? undefined : plain(given)
      })
      const from = starts ?? numbers(attributes['starts'])
      const to = ends ?? numbers(attributes['ends'])
      if (from?.length !== 1 || to?.length !== 1 || steps?.[0] === 0) return undefined
      const axis = (axes ?? numbers(attributes['axes']))?.[0] ?? 0
      if (a.uniform === true && (steps?.[0] ?? 1) === 1) {
        const extent = a.shape[axis] ?? 1
        const clamp = (each: number): number => Math.min(Math.max(each < 0 ? each + extent : each, 0), extent)
        return { ...a, shape: a.shape.map((each, index) => (index === axis ? clamp(to[0] ?? 0) - clamp(from[0] ?? 0) : each)) }
      }
      const values = plain(a)
      return values === undefined ? undefined : sliceAlong(a.shape, values, axis < 0 ? axis + a.shape.length : axis, from[0] ?? 0, to[0] ?? 0, steps?.[0] ?? 1)
    }
    case 'Transpose': {
      if (a === undefined || a.uniform === true || a.shape.length < 2) return undefined
      const order = numbers(attributes['perm']) ?? a.shape.map((_, axis) => a.shape.length - 1 - axis)
      if (order.length !== a.shape.length) return undefined
      const { data } = a
      return { shape: order.map((axis) => a.shape[axis] ?? 1), data: Float32Array.from(permutedPositions(a.shape, order), (position) => data[position] ?? 0) }
    }
    default: {
      const operation = Object.hasOwn(operations, operator) ? operations[operator] : undefined
      const left = a === undefined ? undefined : plain(a)
      const right = b === undefined ? undefined : plain(b)
      if (operation === undefined || left === undefined || right === undefined || a === undefined || b === undefined) return undefined
      if (left.length !== right.length && left.length !== 1 && right.length !== 1) return undefined
      const longer = left.length >= right.length ? a : b
      return { shape: longer.shape, data: Array.from({ length: Math.max(left.length, right.length) }, (_, index) => operation(left[left.length === 1 ? 0 : index] ?? 0, right[right.length === 1 ? 0 : index] ?? 0)) }
    }
  }
}

/** As Python's `[from:to:step]` along one axis. */
function sliceAlong(shape: readonly number[], values: readonly number[], axis: number, from: number, to: number, step: number): OnnxTensor {
  const extent = shape[axis] ?? 1
  const inner = sizeOf(shape.slice(axis + 1))
  const clamp = (at: number): number => Math.min(Math.max(at < 0 ? at + extent : at, step < 0 ? -1 : 0), step < 0 ? extent - 1 : extent)
  const places: number[] = []
  for (let at = clamp(from), end = clamp(to); step < 0 ? at > end : at < end; at += step) places.push(at)
  const rows = Array.from({ length: sizeOf(shape.slice(0, axis)) }, (_, row) => row)
  return {
    shape: shape.map((each, index) => (index === axis ? places.length : each)),
    data: rows.flatMap((row) => places.flatMap((at) => values.slice((row * extent + at) * inner, (row * extent + at + 1) * inner))),
  }
}

/** Readers of every value: nodes by name, and the graph's outputs. */
export function countReaders(model: Pick<OnnxModel, 'nodes' | 'outputs'>): ReadonlyMap<string, number> {
  const readers = new Map<string, number>()
  const count = (name: string): void => void readers.set(name, (readers.get(name) ?? 0) + 1)
  for (const node of model.nodes) for (const name of node.inputs) if (node.operator !== 'Shape') count(name)
  model.outputs.forEach(count)
  return readers
}
