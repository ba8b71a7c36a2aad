// 2-D convolution: slides small filters over an image. Kernel of shape [height, width, channels, filters].
// LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition".
import type { z } from 'zod'
import { applyActivation } from './activations'
import { convolutionParameters, convolutionText, dilatedAndStrided, dilationSetting, imageAt, knownImage } from './convolution-settings'
import { defineLayer, type PortShapes, type PortSources, type ShapeOutcome } from './layer-definition'
import { dilatedConvolution } from './parts/dilated-convolution'
import { joinSums, spannedExtent, windowPlaces, windowSum, windowTooLarge } from './parts/extents'
import { grids } from './parts/layer-picture'
import { usedKernel } from './parts/spectral-norm'
import { portTensor } from './port-tensor'
import { kernelAndBias } from './weight-settings'
import { formatShape } from '../tensors/shape'
import { formatCount } from './words'
import type { Tensor4D } from '../tensors/tf'
import { kerasActivation, pytorchActivation } from './code/activation-code'
import { call, keyword, pairCode } from './code/python'
import { asIs, kerasInitialiser, kerasKernel, kerasSpectral, pytorchKernel, pytorchSpectral, spectralNotes, transposed } from './code/weight-code'
import { pytorchPads, pytorchPadStep } from './code/window-code'

const parameters = convolutionParameters({ filters: 32, stride: [1, 1], activation: 'relu' }).extend({ dilation: dilationSetting() })

type Parameters = z.output<typeof parameters>

function outputOf(settings: Parameters, inputs: PortShapes, sources?: PortSources): ShapeOutcome {
  const image = imageAt('Conv2D', inputs, sources)
  if ('ok' in image) return image
  const { filters, kernel, stride, padding, dilation } = settings
  const both = dilatedAndStrided('Conv2D', dilation, stride, [1, 1])
  if (both !== undefined) return both
  const spans = [spannedExtent(kernel[0], dilation), spannedExtent(kernel[1], dilation)] as const
  const height = windowPlaces(image.height, spans[0], stride[0], padding)
  const width = windowPlaces(image.width, spans[1], stride[1], padding)
  if (height >= 1 && width >= 1) return { ok: true, output: [height, width, filters] }
  const fitting: [number, number] = [Math.min(kernel[0], image.height), Math.min(kernel[1], image.width)]
  return windowTooLarge({ title: 'Conv2D', window: 'kernel', spans, extents: [image.height, image.width], fitting: dilation === 1 ? fitting : undefined, source: sources?.['input'] })
}

export const conv2dLayer = defineLayer({
  type: 'conv-2d',
  title: 'Conv2D',
  category: 'convolution',
  icon: 'c-conv',
  hint: 'filters',
  keywords: ['convolution', 'convolutional', 'cnn', 'filter', 'kernel', 'image', 'stride', 'downsample', 'dilated', 'atrous'],
  help: {
    text: 'Slides small filters over the image. Each answers how much its pattern is present at every place, so the same pattern is found wherever it is. Stride 2 halves width and height; a dilation spreads the filter out, to see further with as many weights.',
    formula: 'y_{ijo} = \\phi\\Big(\\sum_{u,v,c} w_{uvco}\\, x_{si+du,\\,sj+dv,\\,c} + b_o\\Big)',
    shape: 'An image, height × width × channels, enters. With same padding height and width are divided by the stride and rounded up; with valid padding only places where the whole filter fits count. Channels become the filters.',
    source: 'LeCun et al. 1989, Backpropagation applied to handwritten zip code recognition; dilated: Yu and Koltun 2016, Multi-scale context aggregation by dilated convolutions',
  },
  picture: () => grids(['0bda/0dig/0bda/0000'], ['25/b4']),
  parameters,
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: (settings) => convolutionText(settings, '/', settings.dilation),
  shape: outputOf,
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
    const { kernel, stride, padding, dilation, filters, bias } = settings
    const sums = [windowSum(height, spannedExtent(kernel[0], dilation), stride[0], padding), windowSum(width, spannedExtent(kernel[1], dilation), stride[1], padding)]
    return {
      output: `${joinSums(sums)} → ${formatShape(output)}`,
      parameters: `${kernel[0]}·${kernel[1]}·${channels}·${filters}${bias ? ` + ${filters}` : ''}`,
    }
  },
  reach(settings, inputs, wanted) {
    const filters = wanted[2]
    if (wanted.length !== 3 || filters === undefined || !parameters.shape.filters.safeParse(filters).success) return undefined
    const outcome = outputOf({ ...settings, filters }, inputs)
    if (!outcome.ok || outcome.output[0] !== wanted[0] || outcome.output[1] !== wanted[1]) return undefined
    return { label: `Set ${formatCount(filters)} filter${filters === 1 ? '' : 's'}`, parameters: { filters } }
  },
  pytorch({ parameters: { filters, kernel, stride, dilation, padding, activation, bias, spectralNormalisation: spectral }, inputs }) {
    const { height, width, channels } = knownImage(inputs)
    const pads = pytorchPads([height, width], [spannedExtent(kernel[0], dilation), spannedExtent(kernel[1], dilation)], stride, padding)
    const convolution = call(
      'nn.Conv2d',
      String(channels),
      String(filters),
      keyword('kernel_size', pairCode(kernel)),
      keyword('stride', pairCode(stride), '1'),
      pads.padding,
      keyword('dilation', dilation, 1),
      keyword('bias', bias, true),
    )
    const weights = pytorchKernel({ kernel: transposed('kernel', 3, 2, 0, 1), bias: bias ? asIs('bias') : undefined, spectral, outputAxis: 0 })
    return { order: 'first', steps: [...pytorchPadStep(pads), { make: pytorchSpectral(convolution, spectral), weights }, ...pytorchActivation(activation)], notes: spectralNotes(spectral) }
  },
  keras({ parameters: { filters, kernel, stride, dilation, padding, activation, bias, initialWeights, spectralNormalisation: spectral } }) {
    const layer = call(
      'layers.Conv2D',
      String(filters),
      pairCode(kernel),
      keyword('strides', pairCode(stride), '1'),
      keyword('padding', `"${padding}"`, '"valid"'),
      keyword('dilation_rate', dilation, 1),
      kerasActivation(activation),
      keyword('use_bias', bias, true),
      kerasInitialiser(initialWeights),
    )
    const weights = kerasKernel({ kernel: asIs('kernel'), bias: bias ? asIs('bias') : undefined, spectral, outputAxis: 3 })
    return { steps: [{ make: kerasSpectral(layer, spectral), weights }], notes: spectralNotes(spectral) }
  },
  apply(context) {
    const { tf, parameters: settings, inputs, weight } = context
    const { kernel: size, stride, padding, dilation } = settings
    const image = portTensor(inputs, 'input') as Tensor4D
    const kernel = usedKernel(context, weight('kernel'), settings.spectralNormalisation) as Tensor4D
    const response =
      dilation === 1
        ? tf.conv2d(image, kernel, stride, padding)
        : dilatedConvolution(tf, image, { kernel: size, dilation: [dilation, dilation], padding }, (small) => tf.conv2d(small, kernel, 1, 'valid'))
    return applyActivation(tf, settings.activation, settings.bias ? tf.add(response, weight('bias')) : response)
  },
})
