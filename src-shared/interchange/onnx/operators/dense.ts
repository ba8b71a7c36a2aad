// Gemm and MatMul: a product with a matrix of weights. On flat values Dense; along the last axis of a sequence or an image, the
// convolution with a window of one place, which is the same.
import type { DraftNode, WeightArray } from '../../network-draft'
import { NotUnderstood } from '../../not-understood'
import { permuteAxes, takeAlong } from '../../permute-array'
import { expectBatch, positionsAlong, type View } from '../axis-view'
import type { OperatorContext } from '../operator-context'

function scaled(array: WeightArray, factor: number): WeightArray {
  return factor === 1 ? array : { shape: array.shape, data: array.data.map((value) => value * factor) }
}

/** @param kernel [inputs, units], in the file's order of inputs */
function product(operator: OperatorContext, kernel: WeightArray, bias: WeightArray | undefined): void {
  const view = operator.view()
  const [inputs = 0, units = 0] = kernel.shape
  const rank = view.axes.length
  const last = rank - 1
  expectBatch(view, operator.batch, 0)
  const found = operator.shape(view)[last] ?? 1
  if (kernel.shape.length !== 2 || found !== inputs) throw new NotUnderstood(`its weights take ${inputs} values and ${found} enter`)
  if (bias !== undefined && bias.data.length !== units) throw new NotUnderstood(`its ${bias.data.length} biases do not fit ${units} units`)
  const weights: Record<string, WeightArray> = bias === undefined ? {} : { bias: { shape: [units], data: bias.data } }
  const shared = { activation: 'linear', bias: bias !== undefined }
  if (rank === 2) {
    const positions = positionsAlong(view, 1)
    const node = flat(operator, view)
    if (positions !== undefined) operator.changed('its weights were put in channels-last order, as its inputs are flattened here')
    const made = operator.add('dense', { ...shared, units }, node, { kernel: positions === undefined ? kernel : takeAlong(kernel, 0, positions), ...weights })
    operator.giveFresh(made, [units], [0], [made])
    return
  }
  if (rank !== 3 && rank !== 4) throw new NotUnderstood(`it works along the last of ${rank} axes`)
  const { node, shape } = operator.settled(view, Array.from({ length: last }, (_, axis) => axis + 1))
  const made =
    rank === 3
      ? operator.add('conv-1d', { ...shared, filters: units, kernel: 1, stride: 1, dilation: 1, padding: 'valid' }, node, { kernel: { shape: [1, inputs, units], data: kernel.data }, ...weights })
      : operator.add('conv-2d', { ...shared, filters: units, kernel: [1, 1], stride: [1, 1], dilation: 1, padding: 'valid' }, node, { kernel: { shape: [1, 1, inputs, units], data: kernel.data }, ...weights })
  operator.changed(`it works at every place of ${shape.slice(0, -1).join(' × ')} by itself: a convolution with a window of one place`)
  operator.giveFresh(made, [...shape.slice(0, -1), units], Array.from({ length: last }, (_, axis) => axis))
}

/** The value as one axis, in whatever order the studio holds it. */
function flat(operator: OperatorContext, view: View): DraftNode | null {
  return view.node === null || view.shape.length === 1 ? view.node : operator.draft.add('flatten', {}, [{ port: 'input', from: view.node }])
}

export function convertGemm(operator: OperatorContext): void {
  if (operator.int('transA', 0) !== 0) throw new NotUnderstood('it transposes what enters it')
  const given = operator.weight(1)
  if (given.shape.length !== 2) throw new NotUnderstood('its weights are no matrix')
  const kernel = operator.int('transB', 0) === 1 ? permuteAxes(given, [1, 0]) : given
  product(operator, scaled(kernel, operator.int('alpha', 1)), operator.has(2) ? scaled(operator.weight(2), operator.int('beta', 1)) : undefined)
}

export function convertMatMul(operator: OperatorContext): void {
  if (!operator.isConstant(1)) throw new NotUnderstood('it multiplies two values of the network with each other', 'attention is Self-attention here; draw it by hand')
  product(operator, operator.weight(1), undefined)
}
