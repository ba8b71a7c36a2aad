// 2-D convolution: slides small filters over an image. Kernel of shape [height, width, channels, filters].
// LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition".
import { applyActivation } from './activations'
import { convolutionParameters, convolutionText, imageAt, knownImage, type ConvolutionParameters } from './convolution-settings'
import { defineLayer } from './layer-definition'
import { portTensor } from './port-tensor'
import { kernelAndBias } from './weight-settings'
import { formatShape } from '../tensors/shape'
import { formatCount, spellShape } from './words'
import type { Tensor4D } from '../tensors/tf'

const parameters = convolutionParameters({ filters: 32, stride: [1, 1], activation: 'relu' })

/** Places along one axis: ceil(extent / stride) with same padding, floor((extent - kernel) / stride) + 1 with valid. */
function outputExtent(extent: number, kernel: number, stride: number, padding: 'same' | 'valid'): number {
  return padding === 'same' ? Math.ceil(extent / stride) : Math.floor((extent - kernel) / stride) + 1
}

function extentSum(extent: number, kernel: number, stride: number, padding: 'same' | 'valid'): string {
  const result = outputExtent(extent, kernel, stride, padding)
  return padding === 'same' ? `⌈${extent} / ${stride}⌉ = ${result}` : `⌊(${extent} − ${kernel}) / ${stride}⌋ + 1 = ${result}`
}

function sums(settings: ConvolutionParameters, height: number, width: number): string {
  const { kernel, stride, padding } = settings
  const rows = extentSum(height, kernel[0], stride[0], padding)
  const columns = extentSum(width, kernel[1], stride[1], padding)
  return rows === columns ? rows : `${rows}, ${columns}`
}

export const conv2dLayer = defineLayer({
  type: 'conv-2d',
  title: 'Conv2D',
  category: 'convolution',
  icon: 'c-conv',
  hint: 'filters',
  keywords: ['convolution', 'convolutional', 'cnn', 'filter', 'kernel', 'image', 'stride', 'downsample'],
  help: {
    text: 'Slides small filters over the image. Each answers how much its pattern is present at every place, so the same pattern is found wherever it is. Stride 2 halves width and height.',
    formula: 'y_{ijo} = \\phi\\Big(\\sum_{u,v,c} w_{uvco}\\, x_{si+u,\\,sj+v,\\,c} + b_o\\Big)',
    source: 'LeCun et al. 1989, Backpropagation applied to handwritten zip code recognition',
  },
  parameters,
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: (settings) => convolutionText(settings, '/'),
  shape(settings, inputs, sources) {
    const image = imageAt('Conv2D', inputs, sources)
    if ('ok' in image) return image
    const { filters, kernel, stride, padding } = settings
    const height = outputExtent(image.height, kernel[0], stride[0], padding)
    const width = outputExtent(image.width, kernel[1], stride[1], padding)
    if (height >= 1 && width >= 1) return { ok: true, output: [height, width, filters] }
    const fitting: [number, number] = [Math.min(kernel[0], image.height), Math.min(kernel[1], image.width)]
    return {
      ok: false,
      code: 'kernel-too-large',
      title: `Conv2D's ${spellShape(kernel)} kernel does not fit into ${spellShape([image.height, image.width])}`,
      expected: `an image of at least ${spellShape(kernel)} pixels, as padding is valid`,
      got: `${spellShape([image.height, image.width])} pixels`,
      fix: `use a ${spellShape(fitting)} kernel, or same padding`,
      parameter: 'kernel',
      fixes: [
        { label: 'Use same padding', parameters: { padding: 'same' } },
        { label: `Use a ${spellShape(fitting)} kernel`, parameters: { kernel: fitting } },
      ],
    }
  },
  weights(settings, inputs) {
    const [rows, columns] = settings.kernel
    const { channels } = knownImage(inputs)
    return kernelAndBias(
      {
        shape: [rows, columns, channels, settings.filters],
        fanIn: rows * columns * channels,
        fanOut: rows * columns * settings.filters,
        outputs: settings.filters,
      },
      settings,
    )
  },
  multiplyAdds({ kernel }, inputs, output) {
    const [height = 0, width = 0, filters = 0] = output
    return height * width * filters * kernel[0] * kernel[1] * knownImage(inputs).channels
  },
  arithmetic(settings, inputs, output) {
    const { height, width, channels } = knownImage(inputs)
    const { kernel, filters, bias } = settings
    return {
      output: `${sums(settings, height, width)} → ${formatShape(output)}`,
      parameters: `${kernel[0]}·${kernel[1]}·${channels}·${filters}${bias ? ` + ${filters}` : ''}`,
    }
  },
  reach(settings, inputs, wanted) {
    const image = imageAt('Conv2D', inputs, undefined)
    const filters = wanted[2]
    if ('ok' in image || wanted.length !== 3 || filters === undefined) return undefined
    const { kernel, stride, padding } = settings
    const fits =
      outputExtent(image.height, kernel[0], stride[0], padding) === wanted[0] && outputExtent(image.width, kernel[1], stride[1], padding) === wanted[1]
    if (!fits || !parameters.shape.filters.safeParse(filters).success) return undefined
    return { label: `Set ${formatCount(filters)} filter${filters === 1 ? '' : 's'}`, parameters: { filters } }
  },
  apply({ tf, parameters: settings, inputs, weight }) {
    const image = portTensor(inputs, 'input') as Tensor4D
    const response = tf.conv2d(image, weight('kernel') as Tensor4D, settings.stride, settings.padding)
    return applyActivation(tf, settings.activation, settings.bias ? tf.add(response, weight('bias')) : response)
  },
})
