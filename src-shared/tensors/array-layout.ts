// The same values in another layout: what carries weights between the studio, PyTorch, Keras and other formats. Nothing here changes
// a value, and every array that comes out is new.
import type { NamedArray } from './named-arrays'
import { formatShape, sizeOf, type Shape } from './shape'

function sameKind({ dtype, data }: NamedArray, shape: Shape): NamedArray {
  const fresh = dtype === 'float32' ? new Float32Array(sizeOf(shape)) : dtype === 'int32' ? new Int32Array(sizeOf(shape)) : new Uint8Array(sizeOf(shape))
  if (data.length !== sizeOf(shape)) throw new Error(`${data.length} values do not fill ${formatShape(shape)}`)
  return { dtype, shape, data: fresh }
}

/** @throws Error where the shapes hold different numbers of values. */
export function reshapeArray(array: NamedArray, shape: Shape): NamedArray {
  const result = sameKind(array, shape)
  result.data.set(array.data)
  return result
}

/** Axis `i` of what comes out is axis `order[i]` of what goes in, as in numpy. @throws Error where the order is no permutation. */
export function transposeArray(array: NamedArray, order: readonly number[]): NamedArray {
  const { shape, data } = array
  if ([...order].sort((a, b) => a - b).join() !== shape.map((_extent, axis) => axis).join()) throw new Error(`${order.join()} is no order of ${shape.length} axes`)
  const strides = shape.map((_extent, axis) => sizeOf(shape.slice(axis + 1)))
  const result = sameKind(
    array,
    order.map((axis) => shape[axis] ?? 1),
  )
  const extents = result.shape
  const steps = order.map((axis) => strides[axis] ?? 1)
  const place = extents.map(() => 0)
  let from = 0
  for (let at = 0; at < result.data.length; at += 1) {
    result.data[at] = data[from] ?? 0
    for (let axis = extents.length - 1; axis >= 0; axis -= 1) {
      place[axis] = (place[axis] ?? 0) + 1
      from += steps[axis] ?? 0
      if ((place[axis] ?? 0) < (extents[axis] ?? 1)) break
      from -= (steps[axis] ?? 0) * (extents[axis] ?? 1)
      place[axis] = 0
    }
  }
  return result
}

/**
 * One axis that holds the values of a flattened `[..., channels]` array, put into channels-first order: what PyTorch's Flatten gives
 * where the studio's gives channels last.
 * @param flat the shape, channels last, that the axis was flattened from
 */
export function channelsFirstAlong(array: NamedArray, axis: number, flat: Shape): NamedArray {
  const { shape } = array
  const parted = reshapeArray(array, [...shape.slice(0, axis), ...flat, ...shape.slice(axis + 1)])
  const inner = flat.map((_extent, index) => axis + index)
  const order = [...shape.slice(0, axis).map((_extent, index) => index), axis + flat.length - 1, ...inner.slice(0, -1), ...shape.slice(axis + 1).map((_extent, index) => axis + flat.length + index)]
  return reshapeArray(transposeArray(parted, order), shape)
}

/** The last axis cut into `parts` equal blocks, put together again in another order: the gates of a recurrent layer. */
export function reorderBlocks(array: NamedArray, blocks: readonly number[]): NamedArray {
  const { shape } = array
  const size = (shape.at(-1) ?? 1) / blocks.length
  const rows = sizeOf(shape.slice(0, -1))
  const result = sameKind(array, shape)
  for (let row = 0; row < rows; row += 1) {
    const start = row * blocks.length * size
    blocks.forEach((block, index) => result.data.set(array.data.subarray(start + block * size, start + (block + 1) * size), start + index * size))
  }
  return result
}

/** Block `index` of the last axis cut into `count` equal ones. */
export function blockOf(array: NamedArray, index: number, count: number): NamedArray {
  const { shape, data, dtype } = array
  const size = (shape.at(-1) ?? 1) / count
  const rows = sizeOf(shape.slice(0, -1))
  const values = new Float32Array(rows * size)
  for (let row = 0; row < rows; row += 1) values.set(data.subarray((row * count + index) * size, (row * count + index + 1) * size), row * size)
  if (dtype !== 'float32') throw new Error(`Blocks of ${dtype} are not needed`)
  return { dtype, shape: [...shape.slice(0, -1), size], data: values }
}

/** Arrays of one shape along a new first axis. */
export function stackArrays(arrays: readonly NamedArray[]): NamedArray {
  const [first] = arrays
  if (first === undefined) throw new Error('Nothing to stack')
  const values = new Float32Array(arrays.length * first.data.length)
  arrays.forEach((array, index) => values.set(array.data, index * first.data.length))
  return { dtype: 'float32', shape: [arrays.length, ...first.shape], data: values }
}

export function zerosOf(shape: Shape): NamedArray {
  return { dtype: 'float32', shape, data: new Float32Array(sizeOf(shape)) }
}
