// Resize, DepthToSpace and Pad.
import { NotUnderstood } from '../../not-understood'
import { takeAlong } from '../../permute-array'
import type { OperatorConverter } from '../operator-context'
import { entering, giveChannelsFirst } from './convolution'

export const convertResize: OperatorConverter = (operator) => {
  const { node, extents, channels } = entering(operator)
  const [height = 1, width = 1] = extents
  if (extents.length !== 2) throw new NotUnderstood('it resizes a sequence')
  const mode = operator.text('mode', 'nearest')
  const places = operator.text('coordinate_transformation_mode', 'half_pixel')
  const scalesAt = operator.node.operator === 'Upsample' ? 1 : 2
  const sizes = operator.has(3) ? operator.numbers(3) : undefined
  const scales = sizes === undefined ? operator.numbers(scalesAt) : sizes.map((size, axis) => size / ([operator.batch.size, channels, height, width][axis] ?? 1))
  if (operator.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch' || operator.ints('axes') !== undefined) throw new NotUnderstood('it says its size in a way the studio does not know')
  const [batch, depth, rows = 1, columns = 1] = scales
  if (scales.length !== 4 || batch !== 1 || depth !== 1 || !Number.isInteger(rows) || !Number.isInteger(columns)) throw new NotUnderstood(`it resizes by ${scales.slice(2).join(' × ')}: Upsample takes whole factors`)
  if (mode === 'linear' && !['half_pixel', 'pytorch_half_pixel'].includes(places)) throw new NotUnderstood(`it places pixels by ${places}: bilinear Upsample places them by their centres (align_corners=False)`)
  // Whole factors: half_pixel with round_prefer_floor and asymmetric with floor both repeat every pixel.
  const rounding = operator.text('nearest_mode', 'round_prefer_floor')
  const repeats = (places === 'asymmetric' && rounding === 'floor') || ((places === 'half_pixel' || places === 'pytorch_half_pixel') && rounding.startsWith('round')) || operator.node.operator === 'Upsample'
  if (mode === 'nearest' && !repeats) throw new NotUnderstood(`it rounds places by ${rounding} and ${places}`)
  if (mode !== 'nearest' && mode !== 'linear') throw new NotUnderstood(`it blends ${mode}: Upsample is nearest or bilinear`)
  const made = operator.add('upsample-2d', { factor: [rows, columns], method: mode === 'nearest' ? 'nearest' : 'bilinear' }, node)
  giveChannelsFirst(operator, made, [height * rows, width * columns, channels])
}

export const convertDepthToSpace: OperatorConverter = (operator) => {
  const { node, extents, channels } = entering(operator)
  const factor = operator.int('blocksize', 2)
  const left = channels / (factor * factor)
  if (extents.length !== 2 || !Number.isInteger(left)) throw new NotUnderstood(`it shares out ${channels} channels by ${factor}`)
  if (operator.text('mode', 'DCR') !== 'CRD' && left !== 1) {
    // DCR: channel u r c' + v c' + c of the file is c r² + u r + v here. The convolution before can give them in that order.
    const before = node
    const order = Uint32Array.from({ length: channels }, (_, at) => (at % (factor * factor)) * left + Math.floor(at / (factor * factor)))
    if (before === null || !before.type.startsWith('conv-2d') || before.type === 'conv-2d-transpose' || !operator.isOnlyReader()) throw new NotUnderstood('it takes channels in the order of TensorFlow (DCR): Pixel shuffle takes PyTorch’s')
    before.weights = Object.fromEntries(Object.entries(before.weights).map(([name, array]) => [name, takeAlong(array, array.shape.length - 1, order)]))
    operator.changed('the filters of the convolution before were put in PyTorch’s order of channels')
  }
  const made = operator.add('pixel-shuffle', { factor }, node)
  giveChannelsFirst(operator, made, [(extents[0] ?? 1) * factor, (extents[1] ?? 1) * factor, left])
}

export const convertPad: OperatorConverter = (operator) => {
  const { node, extents, channels } = entering(operator)
  const pads = operator.ints('pads') ?? operator.numbers(1)
  const mode = operator.text('mode', 'constant')
  const [, , top = 0, left = 0, , , bottom = 0, right = 0] = pads
  if (extents.length !== 2 || pads.length !== 8 || [0, 1, 4, 5].some((at) => pads[at] !== 0)) throw new NotUnderstood('it pads other axes than height and width')
  if (mode !== 'constant' && mode !== 'reflect') throw new NotUnderstood(`it pads by ${mode}: the studio pads with zeros or mirrors`)
  const value = operator.has(2) ? (operator.numbers(2)[0] ?? 0) : operator.int('value', 0)
  if (mode === 'constant' && value !== 0) throw new NotUnderstood(`it pads with ${value}: the studio pads with zeros`)
  const sides = [top, bottom, left, right]
  if (sides.every((side) => side <= 0) && sides.some((side) => side < 0)) {
    const made = operator.add('cropping-2d', { top: -top, bottom: -bottom, left: -left, right: -right }, node)
    giveChannelsFirst(operator, made, [(extents[0] ?? 1) + top + bottom, (extents[1] ?? 1) + left + right, channels])
    return
  }
  const made = operator.add('padding-2d', { top, bottom, left, right, fill: mode === 'reflect' ? 'reflect' : 'zeros' }, node)
  giveChannelsFirst(operator, made, [(extents[0] ?? 1) + top + bottom, (extents[1] ?? 1) + left + right, channels])
}
