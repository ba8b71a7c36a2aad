// Separable 2-D convolution: every channel filtered by itself, then all mixed by a 1 × 1 convolution. Kernels of shape
// [height, width, channels, multiplier] and [1, 1, channels · multiplier, filters]. Chollet 2017, "Xception".
import { z } from 'zod'
import { activationSetting, activationText, applyActivation } from './activations'
import { knownImage } from './convolution-settings'
import { kernelInitialiser } from './initialisers'
import { defineLayer } from './layer-definition'
import { convolveDepthwise, depthwiseSettings, depthwiseShape } from './parts/depthwise'
import { joinSums, spannedExtent, windowSum } from './parts/extents'
import { grids } from './parts/layer-picture'
import { portTensor } from './port-tensor'
import { biasSetting, initialWeightsSetting, kernelAndBias } from './weight-settings'
import { formatShape } from '../tensors/shape'
import type { Tensor4D } from '../tensors/tf'
import { kerasActivation, pytorchActivation } from './code/activation-code'
import { call, keyword, pairCode } from './code/python'
import { asIs, kerasInitialiser, transposed } from './code/weight-code'
import { pytorchPads, pytorchPadStep } from './code/window-code'
import { depthwiseToPyTorch } from './code/depthwise-code'

export const separableConv2dLayer = defineLayer({
  type: 'separable-conv-2d',
  title: 'Separable Conv2D',
  category: 'convolution',
  icon: 'c-conv',
  hint: 'light',
  keywords: ['separable', 'depthwise', 'pointwise', 'convolution', 'xception', 'mobilenet', 'image'],
  help: {
    text: 'Does in two steps what a convolution does in one: first each channel is filtered by itself, then the channels are mixed at every pixel. With 3 × 3 kernels it needs about a ninth of the weights and of the work.',
    formula: 'a_{ij,\\,cM+m} = \\sum_{u,v} w_{uvcm}\\, x_{si+du,\\,sj+dv,\\,c} \\\\ y_{ijo} = \\phi\\Big(\\sum_{k} p_{ko}\\, a_{ijk} + b_o\\Big)',
    shape: 'An image, height × width × channels, enters. Height and width follow padding and stride as in Conv2D. Channels become the filters.',
    source: 'Chollet 2017, Xception: deep learning with depthwise separable convolutions',
  },
  picture: () => grids(['0bd/0di/0bd', '831/831/831'], ['76/59']),
  parameters: z.object({
    filters: z.int().min(1).max(65_536).default(32).meta({ title: 'Filters', description: 'Channels that come out.' }),
    ...depthwiseSettings,
    activation: activationSetting('relu'),
    initialWeights: initialWeightsSetting(),
    bias: biasSetting(),
  }),
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ filters, kernel, stride, dilation, activation }) => [
    `${filters} filter${filters === 1 ? '' : 's'}, ${kernel[0]}×${kernel[1]}${stride === 1 ? '' : `, /${stride}`}${dilation === 1 ? '' : `, gaps ${dilation}`}`,
    activationText(activation),
  ],
  shape: (settings, inputs, sources) => depthwiseShape('Separable Conv2D', settings, () => settings.filters, inputs, sources),
  weights(settings, inputs) {
    const { kernel, multiplier, filters, initialWeights } = settings
    const { channels } = knownImage(inputs)
    const places = kernel[0] * kernel[1]
    const depthwise = { name: 'depthwiseKernel', shape: [...kernel, channels, multiplier], initialiser: kernelInitialiser(initialWeights, places, places * multiplier), trainable: true }
    return [depthwise, ...kernelAndBias({ shape: [1, 1, channels * multiplier, filters], fanIn: channels * multiplier, fanOut: filters, outputs: filters }, settings)]
  },
  multiplyAdds({ kernel, multiplier, filters }, inputs, [height = 0, width = 0]) {
    const inner = knownImage(inputs).channels * multiplier
    return height * width * inner * (kernel[0] * kernel[1] + filters)
  },
  arithmetic({ kernel, stride, dilation, padding, multiplier, filters, bias }, inputs, output) {
    const { height, width, channels } = knownImage(inputs)
    const sums = [windowSum(height, spannedExtent(kernel[0], dilation), stride, padding), windowSum(width, spannedExtent(kernel[1], dilation), stride, padding)]
    return {
      output: `${joinSums(sums)} → ${formatShape(output)}`,
      parameters: `${kernel[0]}·${kernel[1]}·${channels}·${multiplier} + ${channels * multiplier}·${filters}${bias ? ` + ${filters}` : ''}`,
    }
  },
  pytorch({ parameters: { filters, multiplier, kernel, stride, dilation, padding, activation, bias }, inputs }) {
    const { height, width, channels } = knownImage(inputs)
    const pads = pytorchPads([height, width], [spannedExtent(kernel[0], dilation), spannedExtent(kernel[1], dilation)], [stride, stride], padding)
    const inner = channels * multiplier
    const depthwise = call(
      'nn.Conv2d',
      String(channels),
      String(inner),
      keyword('kernel_size', pairCode(kernel)),
      keyword('stride', stride, 1),
      pads.padding,
      keyword('dilation', dilation, 1),
      keyword('groups', channels, 1),
      keyword('bias', false),
    )
    const pointwise = call('nn.Conv2d', String(inner), String(filters), keyword('kernel_size', 1), keyword('bias', bias, true))
    return {
      order: 'first',
      steps: [
        ...pytorchPadStep(pads),
        { make: depthwise, suffix: 'depthwise', weights: { weight: depthwiseToPyTorch('depthwiseKernel') } },
        { make: pointwise, weights: { weight: transposed('kernel', 3, 2, 0, 1), bias: bias ? asIs('bias') : undefined } },
        ...pytorchActivation(activation),
      ],
    }
  },
  keras({ parameters: { filters, multiplier, kernel, stride, dilation, padding, activation, bias, initialWeights } }) {
    const layer = call(
      'layers.SeparableConv2D',
      String(filters),
      pairCode(kernel),
      keyword('strides', stride, 1),
      keyword('padding', `"${padding}"`, '"valid"'),
      keyword('depth_multiplier', multiplier, 1),
      keyword('dilation_rate', dilation, 1),
      kerasActivation(activation),
      keyword('use_bias', bias, true),
      kerasInitialiser(initialWeights, 'depthwise_initializer'),
      kerasInitialiser(initialWeights, 'pointwise_initializer'),
    )
    return { steps: [{ make: layer, weights: { depthwise_kernel: asIs('depthwiseKernel'), pointwise_kernel: asIs('kernel'), bias: bias ? asIs('bias') : undefined } }] }
  },
  apply({ tf, parameters: settings, inputs, weight }) {
    const filtered = convolveDepthwise(tf, portTensor(inputs, 'input') as Tensor4D, weight('depthwiseKernel') as Tensor4D, settings) as Tensor4D
    const mixed = tf.conv2d(filtered, weight('kernel') as Tensor4D, 1, 'valid')
    return applyActivation(tf, settings.activation, settings.bias ? tf.add(mixed, weight('bias')) : mixed)
  },
})
