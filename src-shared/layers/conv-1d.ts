// 1-D convolution: slides small filters along a sequence. Kernel of shape [kernel, features, filters].
// Waibel et al. 1989, "Phoneme recognition using time-delay neural networks"; dilated: van den Oord et al. 2016, WaveNet.
import { z } from 'zod'
import { activationSetting, activationText, applyActivation } from './activations'
import { dilatedAndStrided, dilationSetting, paddingSetting } from './convolution-settings'
import { defineLayer } from './layer-definition'
import { dilatedConvolution } from './parts/dilated-convolution'
import { spannedExtent, windowPlaces, windowSum, windowTooLarge } from './parts/extents'
import { grids } from './parts/layer-picture'
import { knownSequence, sequenceAt } from './parts/sequence-at'
import { spectralSetting, usedKernel } from './parts/spectral-norm'
import { portTensor } from './port-tensor'
import { biasSetting, initialWeightsSetting, kernelAndBias } from './weight-settings'
import { formatShape } from '../tensors/shape'
import type { Tensor4D } from '../tensors/tf'
import { kerasActivation, pytorchActivation } from './code/activation-code'
import { call, keyword } from './code/python'
import { asIs, kerasInitialiser, kerasKernel, kerasSpectral, pytorchKernel, pytorchSpectral, spectralNotes, transposed } from './code/weight-code'
import { pytorchPads, pytorchPadStep } from './code/window-code'

const extent = z.int().min(1).max(1024)

export const conv1dLayer = defineLayer({
  type: 'conv-1d',
  title: 'Conv1D',
  category: 'convolution',
  icon: 'c-conv',
  hint: 'sequence',
  keywords: ['convolution', 'sequence', 'signal', 'time', 'temporal', 'dilated', 'causal', 'wavenet'],
  help: {
    text: 'Slides small filters along a sequence, over all its features at once. The same pattern is found at whatever step it comes. A dilation leaves gaps in the filter, so that few layers see far.',
    formula: 'y_{to} = \\phi\\Big(\\sum_{u,c} w_{uco}\\, x_{st+du,\\,c} + b_o\\Big)',
    shape: 'A sequence, steps × features, enters. With same padding the steps are divided by the stride and rounded up; with valid padding only places where the whole filter fits count. Features become the filters.',
    source: 'Waibel et al. 1989, Phoneme recognition using time-delay neural networks',
  },
  picture: () => grids(['012dig2101'], ['1358521011']),
  parameters: z.object({
    filters: z.int().min(1).max(65_536).default(32).meta({ title: 'Filters', description: 'Features that come out, one pattern each.' }),
    kernel: extent.default(3).meta({ title: 'Kernel', description: 'Length of a filter.', unit: 'steps' }),
    stride: extent.default(1).meta({ title: 'Stride', description: 'Steps between two places.', unit: 'steps' }),
    dilation: dilationSetting(),
    padding: paddingSetting('same'),
    activation: activationSetting('relu'),
    initialWeights: initialWeightsSetting(),
    bias: biasSetting(),
    spectralNormalisation: spectralSetting(),
  }),
  inputs: [{ id: 'input', title: 'Sequence' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ filters, kernel, stride, dilation, activation }) => [
    `${filters} filter${filters === 1 ? '' : 's'}, ${kernel}${stride === 1 ? '' : `, /${stride}`}${dilation === 1 ? '' : `, gaps ${dilation}`}`,
    activationText(activation),
  ],
  shape({ filters, kernel, stride, dilation, padding }, inputs, sources) {
    const sequence = sequenceAt('Conv1D', inputs, sources)
    if ('ok' in sequence) return sequence
    const both = dilatedAndStrided('Conv1D', dilation, [stride], 1)
    if (both !== undefined) return both
    const span = spannedExtent(kernel, dilation)
    const steps = windowPlaces(sequence.steps, span, stride, padding)
    if (steps >= 1) return { ok: true, output: [steps, filters] }
    const fitting = dilation === 1 ? Math.min(kernel, sequence.steps) : undefined
    return windowTooLarge({ title: 'Conv1D', window: 'kernel', spans: [span], extents: [sequence.steps], fitting, source: sources?.['input'] })
  },
  weights(settings, inputs) {
    const { features } = knownSequence(inputs)
    const { kernel, filters } = settings
    return kernelAndBias({ shape: [kernel, features, filters], fanIn: kernel * features, fanOut: kernel * filters, outputs: filters }, settings)
  },
  multiplyAdds: ({ kernel }, inputs, [steps = 0, filters = 0]) => steps * filters * kernel * knownSequence(inputs).features,
  arithmetic({ kernel, stride, dilation, padding, filters, bias }, inputs, output) {
    const { steps, features } = knownSequence(inputs)
    return {
      output: `${windowSum(steps, spannedExtent(kernel, dilation), stride, padding)} → ${formatShape(output)}`,
      parameters: `${kernel}·${features}·${filters}${bias ? ` + ${filters}` : ''}`,
    }
  },
  pytorch({ parameters: { filters, kernel, stride, dilation, padding, activation, bias, spectralNormalisation: spectral }, inputs }) {
    const { steps, features } = knownSequence(inputs)
    const pads = pytorchPads([steps], [spannedExtent(kernel, dilation)], [stride], padding)
    const convolution = call(
      'nn.Conv1d',
      String(features),
      String(filters),
      keyword('kernel_size', kernel),
      keyword('stride', stride, 1),
      pads.padding,
      keyword('dilation', dilation, 1),
      keyword('bias', bias, true),
    )
    const weights = pytorchKernel({ kernel: transposed('kernel', 2, 1, 0), bias: bias ? asIs('bias') : undefined, spectral, outputAxis: 0 })
    return { order: 'first', steps: [...pytorchPadStep(pads), { make: pytorchSpectral(convolution, spectral), weights }, ...pytorchActivation(activation)], notes: spectralNotes(spectral) }
  },
  keras({ parameters: { filters, kernel, stride, dilation, padding, activation, bias, initialWeights, spectralNormalisation: spectral } }) {
    const layer = call(
      'layers.Conv1D',
      String(filters),
      String(kernel),
      keyword('strides', stride, 1),
      keyword('padding', `"${padding}"`, '"valid"'),
      keyword('dilation_rate', dilation, 1),
      kerasActivation(activation),
      keyword('use_bias', bias, true),
      kerasInitialiser(initialWeights),
    )
    const weights = kerasKernel({ kernel: asIs('kernel'), bias: bias ? asIs('bias') : undefined, spectral, outputAxis: 2 })
    return { steps: [{ make: kerasSpectral(layer, spectral), weights }], notes: spectralNotes(spectral) }
  },
  apply(context) {
    const { tf, parameters: settings, inputs, inputShapes, outputShape, weight } = context
    const { kernel: length, stride, dilation, padding } = settings
    const { steps, features } = knownSequence(inputShapes)
    const sequence = portTensor(inputs, 'input')
    const batch = sequence.shape[0] ?? 1
    // A sequence is an image one pixel wide.
    const image: Tensor4D = tf.reshape(sequence, [batch, steps, 1, features])
    const used = usedKernel(context, weight('kernel'), settings.spectralNormalisation)
    const kernel: Tensor4D = tf.reshape(used, [length, 1, features, settings.filters])
    const response =
      dilation === 1
        ? tf.conv2d(image, kernel, [stride, 1], padding)
        : dilatedConvolution(tf, image, { kernel: [length, 1], dilation: [dilation, 1], padding }, (small) => tf.conv2d(small, kernel, 1, 'valid'))
    const flat = tf.reshape(response, [batch, ...outputShape])
    return applyActivation(tf, settings.activation, settings.bias ? tf.add(flat, weight('bias')) : flat)
  },
})
