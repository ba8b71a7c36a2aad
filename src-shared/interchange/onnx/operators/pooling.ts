// Pooling: windows of images, whole images and sequences, and means or maxima over all places.
import { windowPlaces } from '../../../layers/parts/extents'
import type { DraftNode } from '../../network-draft'
import { NotUnderstood } from '../../not-understood'
import { expectBatch } from '../axis-view'
import type { OperatorContext } from '../operator-context'
import { entering, giveChannelsFirst } from './convolution'
import { planPadding, readWindow } from './windows'

/** Nothing below zero leaves these, so that zeros around them change no maximum. */
function isNeverNegative(node: DraftNode | null): boolean {
  const kind = node?.type === 'activation' ? node.parameters['kind'] : node?.parameters['activation']
  return kind === 'relu' || kind === 'sigmoid' || kind === 'softplus' || kind === 'softmax' || kind === 'hard-sigmoid'
}

function convertPooling(operator: OperatorContext, type: 'max-pool-2d' | 'average-pool-2d'): void {
  const { node, extents, channels } = entering(operator)
  if (extents.length !== 2) throw new NotUnderstood('it pools a sequence', 'use Conv1D with a stride, or Reshape to an image one pixel wide and pool that')
  const kernel = operator.ints('kernel_shape') ?? []
  if (kernel.length !== 2) throw new NotUnderstood('it does not say how large its window is')
  const window = readWindow(operator, kernel, extents)
  if (window.dilations.some((dilation) => dilation !== 1)) throw new NotUnderstood('its window has gaps (a dilation)')
  let from = node
  let inside = extents
  const plan = planPadding(window, extents)
  let padding = plan.padding
  const countsBorder = operator.int('count_include_pad', 0) === 1
  if ('before' in plan || (padding === 'same' && type === 'average-pool-2d' && countsBorder)) {
    const { pads } = window
    if (type === 'average-pool-2d' && !countsBorder) throw new NotUnderstood('its padding is neither same nor valid, and the border does not count')
    if (type === 'max-pool-2d' && !isNeverNegative(node)) throw new NotUnderstood('its padding is neither same nor valid, and zeros around it could be the largest values', 'use same or valid padding, or put ReLU before it')
    const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = pads
    from = operator.draft.add('padding-2d', { top, bottom, left, right, fill: 'zeros' }, [{ port: 'input', from: node }])
    operator.changed('its own padding is a layer of its own, Pad, before it')
    padding = 'valid'
    inside = extents.map((extent, axis) => extent + (pads[axis]?.[0] ?? 0) + (pads[axis]?.[1] ?? 0))
  }
  const places = inside.map((extent, axis) => windowPlaces(extent, kernel[axis] ?? 1, window.strides[axis] ?? 1, padding))
  if (places.some((extent) => extent < 1)) throw new NotUnderstood(`its window does not fit into ${extents.join(' × ')}`)
  if (operator.int('ceil_mode', 0) === 1 && padding === 'valid' && inside.some((extent, axis) => (extent - (kernel[axis] ?? 1)) % (window.strides[axis] ?? 1) !== 0)) throw new NotUnderstood('it counts windows that are only partly filled (ceil_mode)')
  const made = operator.add(type, { pool: [...kernel], stride: [...window.strides], padding }, from)
  giveChannelsFirst(operator, made, [...places, channels])
}

export const convertMaxPool = (operator: OperatorContext): void => {
  if (operator.node.outputs.length > 1 && operator.node.outputs[1] !== '') throw new NotUnderstood('it also gives where the largest values were')
  convertPooling(operator, 'max-pool-2d')
}
export const convertAveragePool = (operator: OperatorContext): void => convertPooling(operator, 'average-pool-2d')

function globalPool(operator: OperatorContext, kind: 'average' | 'max', keepsAxes: boolean): void {
  const { node, channels, extents } = entering(operator)
  const made = operator.add('global-pool', { kind }, node)
  operator.giveFresh(made, [channels], [0, ...(keepsAxes ? extents.map(() => null) : [])])
}

export const convertGlobalAveragePool = (operator: OperatorContext): void => globalPool(operator, 'average', true)
export const convertGlobalMaxPool = (operator: OperatorContext): void => globalPool(operator, 'max', true)

/** ReduceMean and ReduceMax over all places of an image or sequence, channels first or last. */
function reduce(operator: OperatorContext, kind: 'average' | 'max'): void {
  const view = operator.view()
  const rank = view.axes.length
  const given = operator.ints('axes') ?? (operator.has(1) ? operator.numbers(1) : [])
  const axes = given.map((axis) => operator.axis(view, axis)).sort((a, b) => a - b)
  expectBatch(view, operator.batch, 0)
  const rest = Array.from({ length: rank - 1 }, (_, axis) => axis + 1).filter((axis) => !axes.includes(axis))
  const [channelAxis] = rest
  if (axes.includes(0) || rest.length !== 1 || channelAxis === undefined || axes.length === 0) throw new NotUnderstood(`it reduces the axes ${axes.join(', ')}: the studio reduces all places of every channel, Global pool`)
  const { node, shape } = operator.settled(view, [...axes, channelAxis])
  const made = operator.add('global-pool', { kind }, node)
  const keeps = operator.int('keepdims', 1) === 1
  operator.giveFresh(made, [shape.at(-1) ?? 1], keeps ? Array.from({ length: rank - 1 }, (_, axis) => (axis + 1 === channelAxis ? 0 : null)) : [0])
}

export const convertReduceMean = (operator: OperatorContext): void => reduce(operator, 'average')
export const convertReduceMax = (operator: OperatorContext): void => reduce(operator, 'max')
