// Padding: rows and columns added around an image, of zeros or of its own pixels mirrored at the edge (without the edge itself).
import { z } from 'zod'
import { imageAt, knownImage } from './convolution-settings'
import { defineLayer } from './layer-definition'
import { borderSettings, bordersText } from './parts/borders'
import { grids } from './parts/layer-picture'
import { portTensor } from './port-tensor'
import { formatShape } from '../tensors/shape'
import { fromSource, spellShape } from './words'
import type { Tensor, Tf } from '../tensors/tf'
import { call, tupleCode } from './code/python'

/** Adds mirrored stretches before and after along one axis. */
function mirror(tf: Tf, image: Tensor, axis: number, before: number, after: number): Tensor {
  const extent = image.shape[axis] ?? 1
  const stretch = (start: number, length: number): Tensor[] => {
    if (length === 0) return []
    const begin = image.shape.map((_extent, each) => (each === axis ? start : 0))
    const size = image.shape.map((whole, each) => (each === axis ? length : whole))
    return [tf.reverse(tf.slice(image, begin, size), axis)]
  }
  const parts = [...stretch(1, before), image, ...stretch(extent - 1 - after, after)]
  return parts.length === 1 ? image : tf.concat(parts, axis)
}

export const padding2dLayer = defineLayer({
  type: 'padding-2d',
  title: 'Pad',
  category: 'shape',
  icon: 'c-shape',
  hint: 'add a border',
  keywords: ['padding', 'zero padding', 'reflection', 'reflect', 'mirror', 'border', 'margin', 'image'],
  help: {
    text: 'Adds rows and columns around an image: zeros, or the image mirrored at its edge. Mirroring before a convolution with valid padding leaves no dark rim, as in style transfer and CycleGAN.',
    formula: 'y_{ijc} = x_{i-t,\\,j-l,\\,c}',
    shape: 'An image, height × width × channels, enters; top and bottom are added to the height, left and right to the width. A mirrored border must be smaller than the image.',
  },
  picture: ({ fill }) => grids(['18/52'], [fill === 'zeros' ? '0000/0180/0520/0000' : '2525/8181/2525/8181']),
  parameters: z.object({
    ...borderSettings('Rows or columns added on this side.'),
    fill: z.enum(['zeros', 'reflect']).default('zeros').meta({ title: 'Fill', description: 'What the border holds.', labels: { zeros: 'Zeros', reflect: 'Mirror' } }),
  }),
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: (settings) => [bordersText(settings), settings.fill === 'zeros' ? 'zeros' : 'mirrored'],
  shape({ top, bottom, left, right, fill }, inputs, sources) {
    const image = imageAt('Pad', inputs, sources)
    if ('ok' in image) return image
    const { height, width, channels } = image
    const output = [height + top + bottom, width + left + right, channels]
    if (fill === 'zeros' || (Math.max(top, bottom) < height && Math.max(left, right) < width)) return { ok: true, output }
    return {
      ok: false,
      code: 'border-too-wide',
      title: `Pad cannot mirror more of ${spellShape([height, width])} than there is`,
      expected: `at most ${height - 1} rows and ${width - 1} columns on a side`,
      got: fromSource(`${Math.max(top, bottom)} rows and ${Math.max(left, right)} columns`, sources?.['input']),
      fix: 'make the border smaller, or fill it with zeros',
      parameter: 'fill',
      intended: output,
      fixes: [{ label: 'Fill with zeros', parameters: { fill: 'zeros' } }],
    }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic({ top, bottom, left, right }, inputs, output) {
    const { height, width } = knownImage(inputs)
    return { output: `${height} + ${top} + ${bottom}, ${width} + ${left} + ${right} → ${formatShape(output)}` }
  },
  pytorch({ parameters: { top, bottom, left, right, fill } }) {
    const alike = top === bottom && top === left && top === right
    return { order: 'first', steps: [{ make: call(fill === 'zeros' ? 'nn.ZeroPad2d' : 'nn.ReflectionPad2d', alike ? String(top) : tupleCode([left, right, top, bottom])) }] }
  },
  keras({ parameters: { top, bottom, left, right, fill } }) {
    const borders = `((${top}, ${bottom}), (${left}, ${right}))`
    if (fill === 'zeros') return { steps: [{ make: call('layers.ZeroPadding2D', borders) }] }
    return { steps: [{ expression: ([x = 'x']) => call('ops.pad', x, `((0, 0), (${top}, ${bottom}), (${left}, ${right}), (0, 0))`, 'mode="reflect"') }] }
  },
  apply({ tf, parameters: { top, bottom, left, right, fill }, inputs }) {
    const image = portTensor(inputs, 'input')
    if (fill === 'reflect') return mirror(tf, mirror(tf, image, 1, top, bottom), 2, left, right)
    return tf.pad(image, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ])
  },
})
