// How a value of the file lies in the studio. Files order axes as they like (channels first, the batch in the middle) and rearrange
// them all the time; the studio keeps the batch first and channels last. A view says which node holds the value and, factor by
// factor, where each of the file's axes is found in it, so that a transpose or reshape costs nothing until a layer needs another order.
import type { DraftNode, NetworkDraft } from '../network-draft'
import { NotUnderstood } from '../not-understood'
import { permutedPositions, takeAlong } from '../permute-array'
import { sameShape, type Shape } from '../../tensors/shape'

/** A factor of an axis, known by identity. Factors of 1 are left out, but for the batch. */
export interface Factor {
  readonly size: number
}

export interface View {
  /** Null where the value comes from something that was not understood. */
  readonly node: DraftNode | null
  /** Of the node's output, without the batch axis. */
  readonly shape: Shape
  /** Of the node's output, first axis first, without the batch. */
  readonly factors: readonly Factor[]
  /** The file's axes, the batch's factor among them. */
  readonly axes: readonly (readonly Factor[])[]
  /** Layers whose outputs may be put in another order to spare a permutation: nothing else reads them. */
  readonly reorderable?: readonly DraftNode[]
  /** Of what was not understood, so that comments of one stretch stand one after the other. */
  readonly place?: DraftNode
}

function product(factors: readonly Factor[]): number {
  return factors.reduce((size, factor) => size * factor.size, 1)
}

/** The value's shape as the file knows it, batch included. */
export function fileShape(view: View): readonly number[] {
  return view.axes.map(product)
}

/**
 * The output of a new node.
 * @param fileAxes for every axis of the file behind the batch: the axis of the node's output it is, null for an axis of 1
 */
export function freshView(batch: Factor, node: DraftNode | null, shape: Shape, fileAxes: readonly (number | null)[]): View {
  const factors = shape.map((size) => ({ size }))
  const axes = fileAxes.map((axis) => {
    const factor = axis === null ? undefined : factors[axis]
    return factor === undefined || factor.size === 1 ? [] : [factor]
  })
  return { node, shape, factors: factors.filter(({ size }) => size !== 1), axes: [[batch], ...axes] }
}

export function transposeView(view: View, order: readonly number[]): View {
  const axes = order.map((axis) => view.axes[axis])
  if (axes.some((axis) => axis === undefined) || new Set(order).size !== view.axes.length) throw new NotUnderstood(`its order of axes ${order.join(', ')} does not fit ${view.axes.length} axes`)
  return { ...view, axes: axes as View['axes'] }
}

/** The same values under other axes. @param target whole shape, batch included, nothing left open */
export function reshapeView(view: View, batch: Factor, target: readonly number[]): View {
  const queue = view.axes.flat()
  let factors = [...view.factors]
  const axes = target.map((extent) => {
    const group: Factor[] = []
    let have = 1
    while (have < extent || (extent === 1 && batch.size === 1 && queue[0] === batch && group.length === 0)) {
      const next = queue.shift()
      if (next === undefined) throw new NotUnderstood(`it reshapes ${fileShape(view).join(' × ')} to ${target.join(' × ')}, which does not hold as many values`)
      const need = extent / have
      if (next === batch || (next.size <= need && need % next.size === 0)) {
        group.push(next)
        have *= next.size
        continue
      }
      if (!Number.isInteger(need) || next.size % need !== 0) throw new NotUnderstood(`it cuts through the axes of ${fileShape(view).join(' × ')} to make ${target.join(' × ')}`)
      const [head, tail] = [{ size: need }, { size: next.size / need }]
      factors = factors.flatMap((factor) => (factor === next ? [head, tail] : [factor]))
      group.push(head)
      queue.unshift(tail)
      have = extent
    }
    return group
  })
  if (queue.length > 0) throw new NotUnderstood(`it reshapes ${fileShape(view).join(' × ')} to ${target.join(' × ')}, which does not hold as many values`)
  if (axes.some((axis) => axis.includes(batch) && axis.length > 1)) throw new NotUnderstood('it mixes examples of a batch with one another')
  return { ...view, factors, axes }
}

/** @throws NotUnderstood where the batch is not this axis of the file. */
export function expectBatch(view: View, batch: Factor, axis: number): void {
  if (view.axes[axis]?.length !== 1 || view.axes[axis]?.[0] !== batch) throw new NotUnderstood('the batch is not where it expects it')
}

/** For every position along an axis as the studio has it: the position in the file. Undefined where they are the same. */
export function positionsAlong(view: View, axis: number): Uint32Array | undefined {
  const wanted = view.axes[axis] ?? []
  const held = view.factors.filter((factor) => wanted.includes(factor))
  if (held.every((factor, index) => factor === wanted[index])) return undefined
  return permutedPositions(
    wanted.map(({ size }) => size),
    held.map((factor) => wanted.indexOf(factor)),
  )
}

/**
 * The node that holds the file's axes `order` in this order (the batch aside), every axis on its own; reshaping and permuting where the
 * value lies otherwise.
 */
export function settle(draft: NetworkDraft, view: View, order: readonly number[], note?: (text: string) => void): { readonly node: DraftNode | null; readonly shape: Shape } {
  const groups = order.map((axis) => view.axes[axis] ?? [])
  const shape = groups.map(product)
  const wanted = groups.flat()
  if (view.node === null) return { node: null, shape }
  if (wanted.length !== view.factors.length || wanted.some((factor) => !view.factors.includes(factor))) throw new NotUnderstood('its axes lie in a way the studio has no layer for')
  let node = view.node
  let held: Shape = view.shape
  const reshape = (target: Shape): void => {
    if (sameShape(held, target)) return
    node = target.length === 1 ? draft.add('flatten', {}, [{ port: 'input', from: node }]) : draft.add('reshape', { target: [...target] }, [{ port: 'input', from: node }])
    held = target
  }
  if (wanted.some((factor, index) => factor !== view.factors[index])) {
    const order = wanted.map((factor) => view.factors.indexOf(factor))
    if (view.reorderable !== undefined && held.length === 1) {
      const positions = permutedPositions(view.factors.map(({ size }) => size), order)
      for (const each of view.reorderable) reorderOutputs(each, positions)
      note?.(`the outputs of ${view.reorderable[0]?.name ?? 'the layer before'} were put in channels-last order`)
    } else {
      // Factors that stay neighbours move as one.
      const blocks: number[][] = []
      for (const at of order) {
        const last = blocks.at(-1)
        if (last !== undefined && last.at(-1) === at - 1) last.push(at)
        else blocks.push([at])
      }
      const inPlace = blocks.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
      const sizes = inPlace.map((block) => block.reduce((size, at) => size * (view.factors[at]?.size ?? 1), 1))
      if (blocks.length > 4) throw new NotUnderstood('it rearranges more axes than the studio has')
      reshape(sizes)
      node = draft.add('permute', { order: blocks.map((block) => inPlace.indexOf(block) + 1) }, [{ port: 'input', from: node }])
      held = blocks.map((block) => sizes[inPlace.indexOf(block)] ?? 1)
      note?.(`a permutation brings its values into channels-last order`)
    }
  }
  reshape(shape)
  return { node, shape }
}

function reorderOutputs(node: DraftNode, positions: Uint32Array): void {
  node.weights = Object.fromEntries(
    Object.entries(node.weights).map(([name, array]) => [name, array.shape.at(-1) === positions.length ? takeAlong(array, array.shape.length - 1, positions) : array]),
  )
}
