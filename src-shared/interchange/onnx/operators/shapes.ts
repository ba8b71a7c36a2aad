// Operators that rearrange: they change how a value is seen, and become layers only where a layer needs another order.
import { NotUnderstood } from '../../not-understood'
import { expectBatch, reshapeView, transposeView, type View } from '../axis-view'
import type { OperatorContext, OperatorConverter } from '../operator-context'
import { sizeOf } from '../../../tensors/shape'

export const convertTranspose: OperatorConverter = (operator) => {
  const view = operator.view()
  operator.give(transposeView(view, operator.ints('perm') ?? view.axes.map((_, axis) => view.axes.length - 1 - axis)))
}

export const convertIdentity: OperatorConverter = (operator) => operator.give(operator.view())

export const convertDropout: OperatorConverter = (operator) => {
  const view = operator.view()
  const rate = operator.has(1) ? (operator.numbers(1)[0] ?? 0.5) : operator.int('ratio', 0.5)
  const made = operator.add('dropout', { rate: Math.min(Number(rate.toPrecision(4)), 0.95) }, view.node)
  operator.give({ ...view, node: made })
}

function reshaped(operator: OperatorContext, view: View, target: readonly number[]): void {
  if (target.some((extent) => !Number.isInteger(extent) || extent < 1)) throw new NotUnderstood(`it reshapes to ${target.join(' × ')}`)
  const next = reshapeView(view, operator.batch, target)
  const flattens = target.length === 2 && view.axes.length > 2
  operator.state.understood(operator.node, null, flattens ? 'Flatten' : 'Reshape')
  if (flattens && next.node !== null && next.shape.length > 1) {
    const made = operator.draft.add('flatten', {}, [{ port: 'input', from: next.node }], { name: operator.layerName })
    operator.give({ ...next, node: made, shape: [sizeOf(next.shape)], reorderable: undefined })
    return
  }
  operator.give(next)
}

export const convertReshape: OperatorConverter = (operator) => {
  const view = operator.view()
  const shape = operator.shape(view)
  const size = sizeOf(shape)
  const keepsZero = operator.int('allowzero', 0) === 0
  const target = operator.numbers(1).map((extent, axis) => (extent === 0 && keepsZero ? (shape[axis] ?? 1) : extent))
  const known = target.reduce((product, extent) => product * (extent === -1 ? 1 : extent), 1)
  reshaped(operator, view, target.map((extent) => (extent === -1 ? size / known : extent)))
}

export const convertFlatten: OperatorConverter = (operator) => {
  const view = operator.view()
  const shape = operator.shape(view)
  const axis = operator.axis(view, operator.int('axis', 1))
  reshaped(operator, view, [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))])
}

function axesOf(operator: OperatorContext): readonly number[] | undefined {
  return operator.ints('axes') ?? (operator.has(1) ? operator.numbers(1) : undefined)
}

export const convertSqueeze: OperatorConverter = (operator) => {
  const view = operator.view()
  const shape = operator.shape(view)
  const axes = axesOf(operator)?.map((axis) => operator.axis(view, axis)) ?? shape.flatMap((extent, axis) => (extent === 1 ? [axis] : []))
  if (axes.some((axis) => shape[axis] !== 1 || view.axes[axis]?.includes(operator.batch) === true)) throw new NotUnderstood('it drops an axis that holds values')
  operator.give({ ...view, axes: view.axes.filter((_, axis) => !axes.includes(axis)) })
}

export const convertUnsqueeze: OperatorConverter = (operator) => {
  const view = operator.view()
  const given = axesOf(operator)
  if (given === undefined) throw new NotUnderstood('it does not say which axis it adds')
  const rank = view.axes.length + given.length
  const added = given.map((axis) => (axis < 0 ? axis + rank : axis))
  const rest = [...view.axes]
  operator.give({ ...view, axes: Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? [] : (rest.shift() ?? []))) })
}

/** One step of a sequence: the last state of an LSTM or GRU. */
export const convertGather: OperatorConverter = (operator) => {
  const view = operator.view()
  const axis = operator.axis(view, operator.int('axis', 0))
  const [index] = operator.numbers(1)
  const extent = operator.shape(view)[axis] ?? 1
  const scalar = operator.constant(1).shape.length === 0
  lastState(operator, view, axis, index === -1 || index === extent - 1, scalar)
}

export const convertSlice: OperatorConverter = (operator) => {
  const view = operator.view()
  const [starts, ends] = [operator.has(1) ? operator.numbers(1) : (operator.ints('starts') ?? []), operator.has(2) ? operator.numbers(2) : (operator.ints('ends') ?? [])]
  const axes = operator.has(3) ? operator.numbers(3) : (operator.ints('axes') ?? [0])
  const steps = operator.has(4) ? operator.numbers(4) : [1]
  if (starts.length !== 1 || steps.some((step) => step !== 1)) throw new NotUnderstood('it takes a part of a value')
  const axis = operator.axis(view, axes[0] ?? 0)
  const extent = operator.shape(view)[axis] ?? 1
  const place = (at: number): number => Math.min(at < 0 ? at + extent : at, extent)
  const [start, end] = [place(starts[0] ?? 0), place(ends[0] ?? 0)]
  if (start === 0 && end === extent) operator.give(view)
  else lastState(operator, view, axis, start === extent - 1 && end === extent, false)
}

function lastState(operator: OperatorContext, view: View, axis: number, last: boolean, dropsAxis: boolean): void {
  const { node } = view
  const recurrent = node !== null && (node.type === 'lstm' || node.type === 'gru') && node.parameters['gives'] === 'all'
  const steps = view.axes[axis]
  if (!recurrent || !last || !operator.isOnlyReader() || steps === undefined || steps.length > 1 || steps[0] !== view.factors[0]) {
    throw new NotUnderstood('it takes a part of a value', 'the studio has Crop for images, and LSTM and GRU that give their last state')
  }
  expectBatch(view, operator.batch, view.axes.findIndex((each) => each.includes(operator.batch)))
  node.parameters = { ...node.parameters, gives: 'last' }
  operator.state.understood(operator.node, node, 'its last state')
  const axes = view.axes.map((each, index) => (index === axis ? [] : each))
  operator.give({ ...view, shape: view.shape.slice(1), factors: view.factors.slice(1), axes: dropsAxis ? axes.filter((_, index) => index !== axis) : axes, reorderable: undefined })
}
