// Transposed 2-D convolution: the convolution's own gradient used forwards, so that a stride enlarges the image.
// Kernel of shape [height, width, filters, channels]. Zeiler et al. 2010, "Deconvolutional networks".
import { applyActivation } from './activations'
import { convolutionParameters, convolutionText, imageAt, knownImage, type ConvolutionParameters } from './convolution-settings'
import { defineLayer } from './layer-definition'
import { joinSums, transposedExtent, transposedSum } from './parts/extents'
import { grids } from './parts/layer-picture'
import { usedKernel } from './parts/spectral-norm'
import { portTensor } from './port-tensor'
import { kernelAndBias } from './weight-settings'
import { formatShape } from '../tensors/shape'
import { formatCount } from './words'
import type { Tensor4D } from '../tensors/tf'
import { kerasActivation, pytorchActivation } from './code/activation-code'
import { call, keyword, pairCode } from './code/python'
import { asIs, kerasInitialiser, kerasKernel, kerasSpectral, pytorchKernel, pytorchSpectral, spectralNotes, transposed, TRANSPOSED_SPECTRAL } from './code/weight-code'
import { pytorchTransposedPads } from './code/window-code'

const parameters = convolutionParameters({ filters: 32, stride: [2, 2], activation: 'relu' })

function outputOf(settings: ConvolutionParameters, image: { readonly height: number; readonly width: number }): readonly [number, number, number] {
  const { filters, kernel, stride, padding } = settings
  return [transposedExtent(image.height, kernel[0], stride[0], padding), transposedExtent(image.width, kernel[1], stride[1], padding), filters]
}

export const conv2dTransposeLayer = defineLayer({
  type: 'conv-2d-transpose',
  title: 'Conv2D transpose',
  category: 'convolution',
  icon: 'c-convt',
  hint: '×2',
  keywords: ['transposed convolution', 'deconvolution', 'upsample', 'upsampling', 'enlarge', 'decoder', 'generator', 'image'],
  help: {
    text: 'Runs a convolution backwards: every input pixel stamps its filters onto a larger image, and the stamps add up. Stride 2 doubles width and height. A kernel that is a multiple of the stride avoids chequered patterns.',
    formula: 'y_{si+u,\\,sj+v,\\,o} = \\phi\\Big(\\sum_{i,j,c} w_{uvoc}\\, x_{ijc} + b_o\\Big)',
    shape: 'An image, height × width × channels, enters. With same padding height and width are multiplied by the stride; with valid padding what the kernel has beyond the stride is added. Channels become the filters.',
    source: 'Zeiler et al. 2010, Deconvolutional networks',
  },
  picture: () => grids(['3i/12'], ['3399/33ii/1122/1122']),
  parameters,
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: (settings) => convolutionText(settings, '×'),
  shape(settings, inputs, sources) {
    const image = imageAt('Conv2D transpose', inputs, sources)
    return 'ok' in image ? image : { ok: true, output: outputOf(settings, image) }
  },
  weights(settings, inputs) {
    const [rows, columns] = settings.kernel
    const { channels } = knownImage(inputs)
    // Only every stride-th place of the kernel meets a given output pixel, so that many sums make up its value.
    const overlap = (rows * columns) / (settings.stride[0] * settings.stride[1])
    return kernelAndBias(
      {
        shape: [rows, columns, settings.filters, channels],
        fanIn: Math.max(1, overlap * channels),
        fanOut: Math.max(1, rows * columns * settings.filters),
        outputs: settings.filters,
      },
      settings,
    )
  },
  multiplyAdds({ kernel, filters }, inputs) {
    const { height, width, channels } = knownImage(inputs)
    return height * width * channels * kernel[0] * kernel[1] * filters
  },
  arithmetic(settings, inputs, output) {
    const { height, width, channels } = knownImage(inputs)
    const { kernel, stride, padding, filters, bias } = settings
    const sums = [transposedSum(height, kernel[0], stride[0], padding), transposedSum(width, kernel[1], stride[1], padding)]
    return {
      output: `${joinSums(sums)} → ${formatShape(output)}`,
      parameters: `${kernel[0]}·${kernel[1]}·${filters}·${channels}${bias ? ` + ${filters}` : ''}`,
    }
  },
  reach(settings, inputs, wanted) {
    const image = imageAt('Conv2D transpose', inputs, undefined)
    const filters = wanted[2]
    if ('ok' in image || wanted.length !== 3 || filters === undefined) return undefined
    const [height, width] = outputOf(settings, image)
    if (height !== wanted[0] || width !== wanted[1] || !parameters.shape.filters.safeParse(filters).success) return undefined
    return { label: `Set ${formatCount(filters)} filter${filters === 1 ? '' : 's'}`, parameters: { filters } }
  },
  pytorch({ parameters: { filters, kernel, stride, padding, activation, bias, spectralNormalisation: spectral }, inputs }) {
    const pads = pytorchTransposedPads(kernel, stride, padding)
    const convolution = call(
      'nn.ConvTranspose2d',
      String(knownImage(inputs).channels),
      String(filters),
      keyword('kernel_size', pairCode(kernel)),
      keyword('stride', pairCode(stride), '1'),
      pads.padding,
      pads.outputPadding,
      keyword('bias', bias, true),
    )
    const weights = pytorchKernel({ kernel: transposed('kernel', 3, 2, 0, 1), bias: bias ? asIs('bias') : undefined, spectral, outputAxis: 1 })
    return { order: 'first', steps: [{ make: pytorchSpectral(convolution, spectral), weights }, ...pads.crop, ...pytorchActivation(activation)], notes: spectralNotes(spectral) }
  },
  keras({ parameters: { filters, kernel, stride, padding, activation, bias, initialWeights, spectralNormalisation: spectral } }) {
    const layer = call(
      'layers.Conv2DTranspose',
      String(filters),
      pairCode(kernel),
      keyword('strides', pairCode(stride), '1'),
      keyword('padding', `"${padding}"`, '"valid"'),
      kerasActivation(activation),
      keyword('use_bias', bias, true),
      kerasInitialiser(initialWeights),
    )
    const weights = kerasKernel({ kernel: asIs('kernel'), bias: bias ? asIs('bias') : undefined, spectral, outputAxis: 2 })
    return { steps: [{ make: kerasSpectral(layer, spectral), weights }], notes: [...spectralNotes(spectral), ...(spectral ? [TRANSPOSED_SPECTRAL] : [])] }
  },
  apply(context) {
    const { tf, parameters: settings, inputs, outputShape, weight } = context
    const image = portTensor(inputs, 'input') as Tensor4D
    const [height = 1, width = 1, filters = 1] = outputShape
    const enlarged = tf.conv2dTranspose(image, usedKernel(context, weight('kernel'), settings.spectralNormalisation, 2) as Tensor4D, [image.shape[0], height, width, filters], settings.stride, settings.padding)
    return applyActivation(tf, settings.activation, settings.bias ? tf.add(enlarged, weight('bias')) : enlarged)
  },
})
