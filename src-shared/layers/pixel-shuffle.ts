// Pixel shuffle: channels laid out as pixels, y[i r + u, j r + v, c] = x[i, j, c r² + u r + v]. Shi et al. 2016, "Real-time single
// image and video super-resolution using an efficient sub-pixel convolutional neural network". Channel order is PyTorch's.
import { z } from 'zod'
import { imageAt, knownImage } from './convolution-settings'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { portTensor } from './port-tensor'
import { formatShape } from '../tensors/shape'
import { fromSource } from './words'
import { call } from './code/python'

export const pixelShuffleLayer = defineLayer({
  type: 'pixel-shuffle',
  title: 'Pixel shuffle',
  category: 'resample',
  icon: 'c-convt',
  hint: 'enlarge',
  keywords: ['sub-pixel', 'subpixel', 'depth to space', 'upsample', 'enlarge', 'super-resolution', 'image'],
  help: {
    text: 'Lays r² channels out as r × r pixels of one. A convolution before it can so draw a larger image while working on the small one. Nothing is computed and nothing is lost.',
    formula: 'y_{ir+u,\\,jr+v,\\,c} = x_{i,\\,j,\\,cr^2+ur+v}',
    shape: 'An image, height × width × channels, enters, its channels a multiple of r². Height and width are multiplied by r, channels divided by r².',
    source: 'Shi et al. 2016, Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network',
  },
  picture: () => grids(['11/11', '44/44', '66/66', '99/99'], ['1414/6969/1414/6969']),
  parameters: z.object({
    factor: z.int().min(2).max(16).default(2).meta({ title: 'Factor (r)', description: 'How many times taller and wider.' }),
  }),
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ factor }) => [`×${factor}`],
  shape({ factor }, inputs, sources) {
    const image = imageAt('Pixel shuffle', inputs, sources)
    if ('ok' in image) return image
    const { height, width, channels } = image
    const share = factor * factor
    if (channels % share === 0) return { ok: true, output: [height * factor, width * factor, channels / share] }
    const above = Math.ceil(channels / share) * share
    return {
      ok: false,
      code: 'channels-not-divisible',
      title: `Pixel shuffle cannot share out ${channels} channels`,
      expected: `channels in multiples of ${factor}² = ${share}`,
      got: fromSource(`${channels} channels`, sources?.['input']),
      fix: `have ${sources?.['input'] ?? 'the layer before'} give ${above} channels`,
      parameter: 'factor',
      intended: [height * factor, width * factor, above / share],
      wanted: { input: [[height, width, above]] },
    }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic({ factor }, inputs, output) {
    const { height, channels } = knownImage(inputs)
    return { output: `${height} · ${factor}, ${channels} / ${factor * factor} → ${formatShape(output)}` }
  },
  pytorch: ({ parameters: { factor } }) => ({ order: 'first', steps: [{ make: call('nn.PixelShuffle', String(factor)) }] }),
  keras({ parameters: { factor }, inputs, output }) {
    const { height, width } = knownImage(inputs)
    const parted = [-1, height, width, output[2] ?? 1, factor, factor]
    return {
      steps: [
        { expression: ([x = 'x']) => `ops.reshape(${x}, (${parted.join(', ')}))`, suffix: 'parted' },
        { expression: ([x = 'x']) => `ops.transpose(${x}, (0, 1, 4, 2, 5, 3))`, suffix: 'ordered' },
        { expression: ([x = 'x']) => `ops.reshape(${x}, (-1, ${output.join(', ')}))` },
      ],
    }
  },
  apply({ tf, parameters: { factor }, inputs, inputShapes, outputShape }) {
    const image = portTensor(inputs, 'input')
    const batch = image.shape[0] ?? 1
    const { height, width } = knownImage(inputShapes)
    const [, , channels = 1] = outputShape
    const parted = tf.reshape(image, [batch, height, width, channels, factor, factor])
    return tf.reshape(tf.transpose(parted, [0, 1, 4, 2, 5, 3]), [batch, ...outputShape])
  },
})
