// Add, Mul, Concat and the like: two values of the network, or a value and a constant of the file.
import type { DraftNode } from '../../network-draft'
import { NotUnderstood } from '../../not-understood'
import { settle, type View } from '../axis-view'
import type { OperatorContext, OperatorConverter } from '../operator-context'
import { sameShape } from '../../../tensors/shape'

const WITH_BIAS: ReadonlySet<string> = new Set(['dense', 'conv-1d', 'conv-1d-transpose', 'conv-2d', 'conv-2d-transpose', 'depthwise-conv-2d'])

/** The file's axes in the order the node holds them; undefined where they are not its own axes. */
function orderHeld(view: View): readonly number[] | undefined {
  const axisOf = (factor: View['factors'][number]): number => view.axes.findIndex((axis) => axis.includes(factor))
  const order = [...new Set(view.factors.map(axisOf))]
  // Axes of 1 stand where the file has them, last.
  const missing = view.axes.flatMap((axis, index) => (axis.length === 0 ? [index] : []))
  const complete = [...order, ...missing]
  const shape = complete.map((axis) => (view.axes[axis] ?? []).reduce((size, factor) => size * factor.size, 1))
  const straight = complete.flatMap((axis) => view.axes[axis] ?? []).every((factor, index) => factor === view.factors[index])
  return straight && sameShape(shape, view.shape) ? complete : undefined
}

function batchAxis(operator: OperatorContext, view: View): number {
  return view.axes.findIndex((axis) => axis.includes(operator.batch))
}

/** Both values in one order of axes: that of the first where it can be, else the file's own. */
function alike(operator: OperatorContext, a: View, b: View): { readonly first: DraftNode | null; readonly second: DraftNode | null; readonly shape: readonly number[]; readonly order: readonly number[] } {
  if (a.axes.length !== b.axes.length) throw new NotUnderstood(`it joins values of ${a.axes.length} and ${b.axes.length} axes`)
  const batch = batchAxis(operator, a)
  if (batch !== batchAxis(operator, b) || batch < 0) throw new NotUnderstood('the batch is not where it expects it')
  const order = orderHeld(a.node === null ? b : a) ?? Array.from({ length: a.axes.length }, (_, axis) => axis).filter((axis) => axis !== batch)
  const [left, right] = [settle(operator.draft, a, order, (text) => operator.changed(text)), settle(operator.draft, b, order, (text) => operator.changed(text))]
  return { first: left.node, second: right.node, shape: left.shape, order }
}

function giveOrdered(operator: OperatorContext, node: DraftNode, shape: readonly number[], order: readonly number[], batch: number): void {
  if (batch !== 0) throw new NotUnderstood('the batch is not where it expects it')
  operator.giveFresh(node, shape, Array.from({ length: order.length }, (_, axis) => order.indexOf(axis + 1)))
}

function mergeTwo(operator: OperatorContext, type: 'add' | 'multiply' | 'average'): void {
  const [a, b] = [operator.view(0), operator.view(1)]
  if (!sameShape(operator.shape(a), operator.shape(b))) throw new NotUnderstood(`it joins ${operator.shape(a).slice(1).join(' × ')} and ${operator.shape(b).slice(1).join(' × ')} by repeating one of them`)
  const { first, second, shape, order } = alike(operator, a, b)
  const made = operator.addMerge(type, {}, [
    ['first', first],
    ['second', second],
  ])
  giveOrdered(operator, made, shape, order, batchAxis(operator, a))
}

/** A constant added to every channel of a layer without bias is that layer's bias. */
function addConstant(operator: OperatorContext, index: number): void {
  const view = operator.view(index)
  const constant = operator.weight(1 - index)
  const { node } = view
  if (constant.data.every((value) => value === 0)) {
    operator.give(view)
    return
  }
  const axis = view.axes.length - constant.shape.length + constant.shape.findIndex((extent) => extent > 1)
  const channels = view.axes[axis]
  const last = view.factors.at(-1)
  const single = constant.data.length === 1 && view.shape.at(-1) === 1
  const along = constant.shape.filter((extent) => extent > 1).length <= 1 && channels?.length === 1 && channels[0] === last
  const perChannel = single || (along && operator.shape(view)[axis] === constant.data.length && view.shape.at(-1) === constant.data.length)
  if (node === null || !WITH_BIAS.has(node.type) || node.parameters['bias'] !== false || (node.parameters['activation'] ?? 'linear') !== 'linear' || !operator.isOnlyReader(index) || !perChannel) {
    throw new NotUnderstood('it adds constants of the file', 'the studio has no layer of fixed numbers: a Dense or convolution with a bias before it can hold them')
  }
  node.parameters = { ...node.parameters, bias: true }
  node.weights = { ...node.weights, bias: { shape: [constant.data.length], data: constant.data } }
  operator.state.understood(operator.node, node, 'its bias')
  operator.give(view)
}

export const convertAdd: OperatorConverter = (operator) => {
  if (operator.isConstant(1)) addConstant(operator, 0)
  else if (operator.isConstant(0)) addConstant(operator, 1)
  else mergeTwo(operator, 'add')
}

export const convertMul: OperatorConverter = (operator) => {
  for (const [constant, flowing] of [[0, 1], [1, 0]] as const) {
    if (!operator.isConstant(constant)) continue
    if (operator.numbers(constant).every((value) => value === 1)) {
      operator.give(operator.view(flowing))
      return
    }
    throw new NotUnderstood('it multiplies by constants of the file', 'the studio has no layer of fixed numbers')
  }
  mergeTwo(operator, 'multiply')
}

/** Several inputs, two at a time. */
function chain(operator: OperatorContext, join: (a: View, index: number) => View): void {
  let view = operator.view(0)
  for (let index = 1; index < operator.node.inputs.length; index += 1) view = join(view, index)
  operator.give(view)
}

export const convertSum: OperatorConverter = (operator) => {
  if (operator.node.inputs.length === 2) {
    convertAdd(operator)
    return
  }
  if (operator.node.inputs.length === 1) {
    operator.give(operator.view())
    return
  }
  throw new NotUnderstood(`it adds ${operator.node.inputs.length} values at once`, 'use several Add layers, one after the other')
}

export const convertMean: OperatorConverter = (operator) => {
  if (operator.node.inputs.length !== 2) throw new NotUnderstood(`it takes the mean of ${operator.node.inputs.length} values at once`)
  mergeTwo(operator, 'average')
}

export const convertConcat: OperatorConverter = (operator) => {
  chain(operator, (a, index) => {
    const b = operator.view(index)
    const axis = operator.axis(a, operator.int('axis', 1))
    const batch = batchAxis(operator, a)
    if (axis === batch) throw new NotUnderstood('it joins examples')
    const { first, second, shape, order } = alike(operator, a, b)
    const at = order.indexOf(axis)
    const along = at === order.length - 1 ? 'last' : at === 0 ? 'first' : at === 1 ? 'second' : undefined
    if (along === undefined || batch !== 0) throw new NotUnderstood('it joins along an axis the studio does not join')
    const made = operator.addMerge('concatenate', { along }, [
      ['first', first],
      ['second', second],
    ])
    const joined = shape.map((extent, each) => (each === at ? extent + (operator.shape(b)[axis] ?? 0) : extent))
    operator.giveFresh(made, joined, Array.from({ length: order.length }, (_, each) => order.indexOf(each + 1)))
    const given = operator.state.views.get(operator.node.outputs[0] ?? '')
    return given ?? a
  })
}
