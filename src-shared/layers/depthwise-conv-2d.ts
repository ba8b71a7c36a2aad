// Depthwise 2-D convolution: every channel is filtered by itself. Kernel of shape [height, width, channels, multiplier].
// Sifre 2014, "Rigid-motion scattering for image classification"; Howard et al. 2017, "MobileNets".
import { z } from 'zod'
import { activationSetting, activationText, applyActivation } from './activations'
import { knownImage } from './convolution-settings'
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
import { asIs, kerasInitialiser } from './code/weight-code'
import { pytorchPads, pytorchPadStep } from './code/window-code'
import { depthwiseToPyTorch } from './code/depthwise-code'

export const depthwiseConv2dLayer = defineLayer({
  type: 'depthwise-conv-2d',
  title: 'Depthwise Conv2D',
  category: 'convolution',
  icon: 'c-conv',
  hint: 'light',
  keywords: ['depthwise', 'convolution', 'channel', 'grouped', 'mobilenet', 'image'],
  help: {
    text: 'Filters every channel with a small kernel of its own and mixes none of them. It costs a fraction of a full convolution; a 1 × 1 convolution afterwards does the mixing.',
    formula: 'y_{ij,\\,cM+m} = \\phi\\Big(\\sum_{u,v} w_{uvcm}\\, x_{si+du,\\,sj+dv,\\,c} + b_{cM+m}\\Big)',
    shape: 'An image, height × width × channels, enters. Height and width follow padding and stride as in Conv2D; the channels are multiplied by the multiplier.',
    source: 'Howard et al. 2017, MobileNets: efficient convolutional neural networks for mobile vision applications',
  },
  picture: () => grids(['0bd/0di/0bd', '831/831/831'], ['25/47', '62/62']),
  parameters: z.object({
    ...depthwiseSettings,
    activation: activationSetting('relu'),
    initialWeights: initialWeightsSetting(),
    bias: biasSetting(),
  }),
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ multiplier, kernel, stride, dilation, activation }) => [
    `${kernel[0]}×${kernel[1]}${multiplier === 1 ? '' : `, ${multiplier} each`}${stride === 1 ? '' : `, /${stride}`}${dilation === 1 ? '' : `, gaps ${dilation}`}`,
    activationText(activation),
  ],
  shape: (settings, inputs, sources) => depthwiseShape('Depthwise Conv2D', settings, (channels) => channels * settings.multiplier, inputs, sources),
  weights(settings, inputs) {
    const { kernel, multiplier } = settings
    const { channels } = knownImage(inputs)
    const places = kernel[0] * kernel[1]
    return kernelAndBias({ shape: [...kernel, channels, multiplier], fanIn: places, fanOut: places * multiplier, outputs: channels * multiplier }, settings)
  },
  multiplyAdds: ({ kernel }, _inputs, [height = 0, width = 0, channels = 0]) => height * width * channels * kernel[0] * kernel[1],
  arithmetic({ kernel, stride, dilation, padding, multiplier, bias }, inputs, output) {
    const { height, width, channels } = knownImage(inputs)
    const sums = [windowSum(height, spannedExtent(kernel[0], dilation), stride, padding), windowSum(width, spannedExtent(kernel[1], dilation), stride, padding)]
    return {
      output: `${joinSums(sums)} → ${formatShape(output)}`,
      parameters: `${kernel[0]}·${kernel[1]}·${channels}·${multiplier}${bias ? ` + ${channels * multiplier}` : ''}`,
    }
  },
  pytorch({ parameters: { multiplier, kernel, stride, dilation, padding, activation, bias }, inputs }) {
    const { height, width, channels } = knownImage(inputs)
    const pads = pytorchPads([height, width], [spannedExtent(kernel[0], dilation), spannedExtent(kernel[1], dilation)], [stride, stride], padding)
    const convolution = call(
      'nn.Conv2d',
      String(channels),
      String(channels * multiplier),
      keyword('kernel_size', pairCode(kernel)),
      keyword('stride', stride, 1),
      pads.padding,
      keyword('dilation', dilation, 1),
      keyword('groups', channels, 1),
      keyword('bias', bias, true),
    )
    return { order: 'first', steps: [...pytorchPadStep(pads), { make: convolution, weights: { weight: depthwiseToPyTorch('kernel'), bias: bias ? asIs('bias') : undefined } }, ...pytorchActivation(activation)] }
  },
  keras({ parameters: { multiplier, kernel, stride, dilation, padding, activation, bias, initialWeights } }) {
    const layer = call(
      'layers.DepthwiseConv2D',
      pairCode(kernel),
      keyword('strides', stride, 1),
      keyword('padding', `"${padding}"`, '"valid"'),
      keyword('depth_multiplier', multiplier, 1),
      keyword('dilation_rate', dilation, 1),
      kerasActivation(activation),
      keyword('use_bias', bias, true),
      kerasInitialiser(initialWeights, 'depthwise_initializer'),
    )
    return { steps: [{ make: layer, weights: { kernel: asIs('kernel'), bias: bias ? asIs('bias') : undefined } }] }
  },
  apply({ tf, parameters: settings, inputs, weight }) {
    const response = convolveDepthwise(tf, portTensor(inputs, 'input') as Tensor4D, weight('kernel') as Tensor4D, settings)
    return applyActivation(tf, settings.activation, settings.bias ? tf.add(response, weight('bias')) : response)
  },
})
