// Cropping: rows and columns cut off around an image.
import { z } from 'zod'
import { imageAt, knownImage } from './convolution-settings'
import { defineLayer } from './layer-definition'
import { borderSettings, bordersText } from './parts/borders'
import { grids } from './parts/layer-picture'
import { portTensor } from './port-tensor'
import { formatShape } from '../tensors/shape'
import { fromSource, spellShape } from './words'
import { call } from './code/python'

export const cropping2dLayer = defineLayer({
  type: 'cropping-2d',
  title: 'Crop',
  category: 'shape',
  icon: 'c-shape',
  hint: 'cut a border off',
  keywords: ['cropping', 'cut', 'trim', 'border', 'window', 'image'],
  help: {
    text: 'Cuts rows and columns off an image, for instance to bring a decoder’s output back to the size of the data, or to fit two branches before they are joined.',
    formula: 'y_{ijc} = x_{i+t,\\,j+l,\\,c}',
    shape: 'An image, height × width × channels, enters; top and bottom are taken from the height, left and right from the width. At least one pixel must be left.',
  },
  picture: () => grids(['1111/1ic1/1dg1/1111'], ['ic/dg']),
  parameters: z.object(borderSettings('Rows or columns cut off on this side.')),
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: (settings) => [bordersText(settings)],
  shape({ top, bottom, left, right }, inputs, sources) {
    const image = imageAt('Crop', inputs, sources)
    if ('ok' in image) return image
    const { height, width, channels } = image
    if (top + bottom < height && left + right < width) return { ok: true, output: [height - top - bottom, width - left - right, channels] }
    return {
      ok: false,
      code: 'nothing-left',
      title: `Crop leaves nothing of ${spellShape([height, width])}`,
      expected: `less than ${height} rows and ${width} columns cut off`,
      got: fromSource(`${top + bottom} rows and ${left + right} columns of ${spellShape([height, width])}`, sources?.['input']),
      fix: 'cut off less',
      parameter: top + bottom < height ? 'left' : 'top',
      fixes: [{ label: 'Cut nothing off', parameters: { top: 0, bottom: 0, left: 0, right: 0 } }],
    }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic({ top, bottom, left, right }, inputs, output) {
    const { height, width } = knownImage(inputs)
    return { output: `${height} − ${top} − ${bottom}, ${width} − ${left} − ${right} → ${formatShape(output)}` }
  },
  pytorch({ parameters: { top, left }, output: [height = 1, width = 1] }) {
    return { order: 'first', steps: [{ expression: ([x = 'x']) => `${x}[:, :, ${top}:${top + height}, ${left}:${left + width}]` }] }
  },
  keras: ({ parameters: { top, bottom, left, right } }) => ({ steps: [{ make: call('layers.Cropping2D', `((${top}, ${bottom}), (${left}, ${right}))`) }] }),
  apply({ tf, parameters: { top, left }, inputs, outputShape }) {
    const image = portTensor(inputs, 'input')
    return tf.slice(image, [0, top, left, 0], [image.shape[0] ?? 1, ...outputShape])
  },
})
