// Conv and ConvTranspose, along one axis and two. Kernels lie as [filters, channels / group, ...window] in the file and as
// [...window, channels, filters] here; transposed ones as [channels, filters, ...window] and [...window, filters, channels].
import { transposedExtent, windowPlaces } from '../../../layers/parts/extents'
import type { DraftNode, WeightArray } from '../../network-draft'
import { NotUnderstood } from '../../not-understood'
import { permuteAxes } from '../../permute-array'
import type { Shape } from '../../../tensors/shape'
import { expectBatch } from '../axis-view'
import type { OperatorContext } from '../operator-context'
import { oneFor, planPadding, readWindow } from './windows'

interface Entering {
  readonly node: DraftNode | null
  /** Height and width, or steps. */
  readonly extents: readonly number[]
  readonly channels: number
}

/** What enters, channels last. */
export function entering(operator: OperatorContext): Entering {
  const view = operator.view()
  const places = view.axes.length - 2
  if (places !== 1 && places !== 2) throw new NotUnderstood(`it works on ${places} axes of space: the studio has sequences and images`)
  expectBatch(view, operator.batch, 0)
  const { node, shape } = operator.settled(view, [...Array.from({ length: places }, (_, axis) => axis + 2), 1])
  return { node, extents: shape.slice(0, -1), channels: shape.at(-1) ?? 1 }
}

/** Gives an image or a sequence, whose channels come second in the file. */
export function giveChannelsFirst(operator: OperatorContext, node: DraftNode, shape: Shape): void {
  operator.giveFresh(node, shape, [shape.length - 1, ...Array.from({ length: shape.length - 1 }, (_, axis) => axis)])
}

function pad(operator: OperatorContext, from: DraftNode | null, pads: readonly (readonly [number, number])[]): DraftNode {
  const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = pads
  if (pads.length !== 2) throw new NotUnderstood(`its padding ${pads.flat().join(', ')} is neither same nor valid, and the studio pads images only`)
  const node = operator.draft.add('padding-2d', { top, bottom, left, right, fill: 'zeros' }, [{ port: 'input', from }])
  operator.changed(`its own padding (${[top, bottom, left, right].join(', ')}) is a layer of its own, Pad, before it`)
  return node
}

function biasOf(operator: OperatorContext): Record<string, WeightArray> {
  return operator.has(2) ? { bias: operator.weight(2) } : {}
}

export function convertConvolution(operator: OperatorContext): void {
  const { node, extents, channels } = entering(operator)
  const kernel = operator.weight(1)
  const [filters = 0, perGroup = 0, ...size] = kernel.shape
  if (size.length !== extents.length) throw new NotUnderstood('its kernel does not fit what enters it')
  const groups = operator.int('group', 1)
  if (perGroup * groups !== channels) throw new NotUnderstood(`its kernel takes ${perGroup * groups} channels and ${channels} enter`)
  const window = readWindow(operator, size, extents)
  const plan = planPadding(window, extents)
  const from = 'before' in plan ? pad(operator, node, plan.before) : node
  const padded = extents.map((extent, axis) => extent + ('before' in plan ? (plan.before[axis]?.[0] ?? 0) + (plan.before[axis]?.[1] ?? 0) : 0))
  const dilation = oneFor('dilations', window.dilations)
  if (dilation > 1 && window.strides.some((stride) => stride > 1)) throw new NotUnderstood('it has both a dilation and a stride')
  const places = padded.map((extent, axis) => windowPlaces(extent, ((size[axis] ?? 1) - 1) * dilation + 1, window.strides[axis] ?? 1, plan.padding))
  if (places.some((extent) => extent < 1)) throw new NotUnderstood(`its kernel does not fit into ${extents.join(' × ')}`)
  const weights = biasOf(operator)
  const shared = { activation: 'linear', bias: operator.has(2), padding: plan.padding, dilation }
  let made: DraftNode
  if (groups > 1) {
    if (groups !== channels || size.length !== 2) throw new NotUnderstood(`it works in ${groups} groups of channels`, 'the studio has one group, or one for every channel (Depthwise Conv2D): use parallel convolutions and Concatenate')
    const multiplier = filters / channels
    if (!Number.isInteger(multiplier)) throw new NotUnderstood('its filters are no multiple of its channels')
    // [channels · multiplier, 1, height, width] → [height, width, channels, multiplier]
    const arranged = permuteAxes({ shape: [channels, multiplier, ...size], data: kernel.data }, [2, 3, 0, 1])
    made = operator.add('depthwise-conv-2d', { ...shared, multiplier, kernel: [...size], stride: oneFor('strides', window.strides) }, from, { kernel: arranged, ...weights })
  } else if (size.length === 2) {
    made = operator.add('conv-2d', { ...shared, filters, kernel: [...size], stride: [...window.strides] }, from, { kernel: permuteAxes(kernel, [2, 3, 1, 0]), ...weights })
  } else {
    made = operator.add('conv-1d', { ...shared, filters, kernel: size[0] ?? 1, stride: window.strides[0] ?? 1 }, from, { kernel: permuteAxes(kernel, [2, 1, 0]), ...weights })
  }
  giveChannelsFirst(operator, made, [...places, filters])
}

export function convertTransposedConvolution(operator: OperatorContext): void {
  const { node, extents, channels } = entering(operator)
  const kernel = operator.weight(1)
  const [from = 0, filters = 0, ...size] = kernel.shape
  if (size.length !== extents.length) throw new NotUnderstood('its kernel does not fit what enters it')
  if (operator.int('group', 1) !== 1) throw new NotUnderstood(`it works in ${operator.int('group', 1)} groups of channels`)
  if (from !== channels) throw new NotUnderstood(`its kernel takes ${from} channels and ${channels} enter`)
  if (operator.ints('output_shape') !== undefined || !['NOTSET', 'VALID'].includes(operator.text('auto_pad', 'NOTSET'))) throw new NotUnderstood('it states its output’s size instead of its padding')
  const { strides, dilations, pads } = readWindow(operator, size, extents)
  if (dilations.some((dilation) => dilation !== 1)) throw new NotUnderstood('it has a dilation')
  const extra = operator.ints('output_padding') ?? extents.map(() => 0)
  const wanted = extents.map((extent, axis) => (extent - 1) * (strides[axis] ?? 1) + (size[axis] ?? 1) - (pads[axis]?.[0] ?? 0) - (pads[axis]?.[1] ?? 0) + (extra[axis] ?? 0))
  if (wanted.some((extent) => extent < 1)) throw new NotUnderstood('its padding leaves nothing')
  const same = extents.every((extent, axis) => {
    const stride = strides[axis] ?? 1
    const before = Math.floor(Math.max((size[axis] ?? 1) - stride, 0) / 2)
    return wanted[axis] === extent * stride && pads[axis]?.[0] === before
  })
  const weights = { kernel: permuteAxes(kernel, size.length === 2 ? [2, 3, 1, 0] : [2, 1, 0]), ...biasOf(operator) }
  const shared = { filters, activation: 'linear', bias: operator.has(2), padding: same ? 'same' : 'valid' }
  const type = size.length === 2 ? 'conv-2d-transpose' : 'conv-1d-transpose'
  // Checked before anything is added: what lies past the whole stamp is no crop.
  const whole = extents.map((extent, axis) => transposedExtent(extent, size[axis] ?? 1, strides[axis] ?? 1, 'valid'))
  const crop = whole.map((extent, axis): readonly [number, number] => [pads[axis]?.[0] ?? 0, extent - (pads[axis]?.[0] ?? 0) - (wanted[axis] ?? 0)])
  const cropped = !same && crop.some(([before, after]) => before !== 0 || after !== 0)
  if (cropped && (size.length !== 2 || crop.some(([, after]) => after < 0))) throw new NotUnderstood(`its padding ${pads.flat().join(', ')} with output padding ${extra.join(', ')} is neither same nor valid`)
  let made = operator.add(type, size.length === 2 ? { ...shared, kernel: [...size], stride: [...strides] } : { ...shared, kernel: size[0] ?? 1, stride: strides[0] ?? 1 }, node, weights)
  if (cropped) {
    const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = crop
    made = operator.draft.add('cropping-2d', { top, bottom, left, right }, [{ port: 'input', from: made }])
    operator.changed(`its padding is a layer of its own, Crop, after it (${[top, bottom, left, right].join(', ')})`)
  }
  giveChannelsFirst(operator, made, [...wanted, filters])
}
