// Functions of every value by itself. One that follows a Dense or convolution nobody else reads moves into that layer.
import type { ActivationKind } from '../../../layers/activations'
import { NotUnderstood } from '../../not-understood'
import { positionsAlong } from '../axis-view'
import { takeAlong } from '../../permute-array'
import type { OperatorContext, OperatorConverter } from '../operator-context'

/** LeakyReLU's slope here. */
const SLOPE = 0.2

/** Applies one of the studio's functions. */
function applyKind(operator: OperatorContext, kind: ActivationKind): void {
  const view = operator.view()
  // What is flattened or reshaped since is another node than the layer's own.
  if (operator.isOnlyReader() && operator.draft.foldActivation(view.node, kind)) {
    operator.state.understood(operator.node, view.node, 'its activation')
    operator.give(view)
    return
  }
  const made = operator.add('activation', { kind }, view.node)
  operator.give({ ...view, node: made })
}

const close = (a: number, b: number): boolean => Math.abs(a - b) < 1e-4

export const simply =
  (kind: ActivationKind): OperatorConverter =>
  (operator) =>
    applyKind(operator, kind)

export const convertElu: OperatorConverter = (operator) => {
  const alpha = operator.int('alpha', 1)
  if (!close(alpha, 1)) throw new NotUnderstood(`its alpha is ${alpha}: ELU here has 1`)
  applyKind(operator, 'elu')
}

export const convertSelu: OperatorConverter = (operator) => {
  const [alpha, gamma] = [operator.int('alpha', 1.67326), operator.int('gamma', 1.0507)]
  if (!close(alpha, 1.67326) || !close(gamma, 1.0507)) throw new NotUnderstood('its constants are not those of SELU')
  applyKind(operator, 'selu')
}

export const convertHardSigmoid: OperatorConverter = (operator) => {
  const [alpha, beta] = [operator.int('alpha', 0.2), operator.int('beta', 0.5)]
  if (!close(alpha, 1 / 6) || !close(beta, 0.5)) throw new NotUnderstood(`it is ${alpha.toPrecision(4)} x + ${beta}: hard sigmoid here is x / 6 + 0.5`)
  applyKind(operator, 'hard-sigmoid')
}

export const convertGelu: OperatorConverter = (operator) => {
  if (operator.text('approximate', 'none') === 'tanh') operator.changed('its GELU is an approximation with tanh: here it is exact, a difference below 0.0005')
  applyKind(operator, 'gelu')
}

export const convertSoftmax: OperatorConverter = (operator) => {
  const view = operator.view()
  const axis = operator.axis(view, operator.int('axis', -1))
  const factors = view.axes[axis] ?? []
  const held = view.factors.slice(view.factors.length - factors.length)
  const own = factors.length > 0 && held.every((factor) => factors.includes(factor)) && (view.shape.at(-1) ?? 1) === factors.reduce((size, factor) => size * factor.size, 1)
  if (!own) throw new NotUnderstood('it works along another axis than the channels')
  applyKind(operator, 'softmax')
}

export const convertClip: OperatorConverter = (operator) => {
  const bound = (index: number, name: string, open: number): number => (operator.has(index) ? (operator.numbers(index)[0] ?? open) : operator.int(name, open))
  const [low, high] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)]
  // Exporters write the largest float for “no limit”.
  if (low === 0 && high > 1e30) applyKind(operator, 'relu')
  else if (low === -1 && high === 1) applyKind(operator, 'hard-tanh')
  else throw new NotUnderstood(`it cuts values to ${low} … ${high}: the studio has hard tanh, -1 … 1, and ReLU`)
}

/** A slope other than the studio's own is a PReLU that begins there. */
export const convertLeakyRelu: OperatorConverter = (operator) => {
  const slope = operator.int('alpha', 0.01)
  if (close(slope, SLOPE)) {
    applyKind(operator, 'leaky-relu')
    return
  }
  const view = operator.view()
  const initialSlope = Number(slope.toPrecision(6))
  const made = operator.add('prelu', { initialSlope, perChannel: false }, view.node, { alpha: { shape: [1], data: Float32Array.of(slope) } })
  operator.changed(`its slope is ${initialSlope} and leaky ReLU’s is ${SLOPE} here: a PReLU that begins with ${initialSlope} and may learn another`)
  operator.give({ ...view, node: made, reorderable: undefined })
}

export const convertPrelu: OperatorConverter = (operator) => {
  const view = operator.view()
  const slopes = operator.weight(1)
  // Of a layer that starts anew; the file's own slopes begin as they are.
  const initialSlope = Number(Math.min(Math.max(slopes.data[0] ?? 0.25, -1), 1).toPrecision(6))
  if (slopes.data.length === 1) {
    const made = operator.add('prelu', { initialSlope, perChannel: false }, view.node, { alpha: { shape: [1], data: slopes.data } })
    operator.give({ ...view, node: made, reorderable: undefined })
    return
  }
  const rank = view.axes.length
  // The slopes' own axes are the file's last ones.
  const axis = rank - slopes.shape.length + slopes.shape.findIndex((extent) => extent > 1)
  if (operator.shape(view)[axis] !== slopes.data.length || slopes.shape.filter((extent) => extent > 1).length !== 1) throw new NotUnderstood('it has a slope for every place: PReLU here has one for every channel')
  if (rank === 2) {
    const positions = positionsAlong(view, 1)
    const alpha = { shape: [slopes.data.length], data: slopes.data }
    if (view.shape.length !== 1) throw new NotUnderstood('its channels are flattened')
    const made = operator.add('prelu', { initialSlope, perChannel: true }, view.node, { alpha: positions === undefined ? alpha : takeAlong(alpha, 0, positions) })
    operator.give({ ...view, node: made, reorderable: undefined })
    return
  }
  const others = Array.from({ length: rank - 1 }, (_, each) => each + 1).filter((each) => each !== axis)
  const { node, shape } = operator.settled(view, [...others, axis])
  const made = operator.add('prelu', { initialSlope, perChannel: true }, node, { alpha: { shape: [slopes.data.length], data: slopes.data } })
  const order = [...others, axis]
  operator.giveFresh(made, shape, Array.from({ length: rank - 1 }, (_, each) => order.indexOf(each + 1)))
}
