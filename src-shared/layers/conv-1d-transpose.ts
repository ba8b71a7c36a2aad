// Transposed 1-D convolution: the convolution's own gradient used forwards, so that a stride lengthens the sequence.
// Kernel of shape [kernel, filters, features]. Zeiler et al. 2010; along time: Donahue et al. 2019, WaveGAN.
import { z } from 'zod'
import { activationSetting, activationText, applyActivation } from './activations'
import { paddingSetting } from './convolution-settings'
import { defineLayer } from './layer-definition'
import { transposedExtent, transposedSum } from './parts/extents'
import { grids } from './parts/layer-picture'
import { knownSequence, sequenceAt } from './parts/sequence-at'
import { spectralSetting, usedKernel } from './parts/spectral-norm'
import { portTensor } from './port-tensor'
import { biasSetting, initialWeightsSetting, kernelAndBias } from './weight-settings'
import { formatShape } from '../tensors/shape'
import type { Tensor4D } from '../tensors/tf'
import { kerasActivation, pytorchActivation } from './code/activation-code'
import { call, keyword } from './code/python'
import { asIs, kerasInitialiser, kerasKernel, kerasSpectral, pytorchKernel, pytorchSpectral, spectralNotes, transposed, TRANSPOSED_SPECTRAL } from './code/weight-code'
import { pytorchTransposedPads } from './code/window-code'

const extent = z.int().min(1).max(1024)

export const conv1dTransposeLayer = defineLayer({
  type: 'conv-1d-transpose',
  title: 'Conv1D transpose',
  category: 'convolution',
  icon: 'c-convt',
  hint: '×2',
  keywords: ['transposed convolution', 'deconvolution', 'sequence', 'signal', 'upsample', 'decoder', 'generator', 'wavegan'],
  help: {
    text: 'Runs a 1-D convolution backwards: every step stamps its filters onto a longer sequence, and the stamps add up. Stride 2 doubles the number of steps.',
    formula: 'y_{st+u,\\,o} = \\phi\\Big(\\sum_{t,c} w_{uoc}\\, x_{tc} + b_o\\Big)',
    shape: 'A sequence, steps × features, enters. With same padding the steps are multiplied by the stride; with valid padding what the kernel has beyond the stride is added. Features become the filters.',
    source: 'Donahue, McAuley and Puckette 2019, Adversarial audio synthesis',
  },
  picture: () => grids(['3i51'], ['1369ii6531']),
  parameters: z.object({
    filters: z.int().min(1).max(65_536).default(32).meta({ title: 'Filters', description: 'Features that come out.' }),
    kernel: extent.default(4).meta({ title: 'Kernel', description: 'Length of a filter.', unit: 'steps' }),
    stride: extent.default(2).meta({ title: 'Stride', description: 'How many times longer the sequence becomes.', unit: 'steps' }),
    padding: paddingSetting('same'),
    activation: activationSetting('relu'),
    initialWeights: initialWeightsSetting(),
    bias: biasSetting(),
    spectralNormalisation: spectralSetting(),
  }),
  inputs: [{ id: 'input', title: 'Sequence' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ filters, kernel, stride, activation }) => [`${filters} filter${filters === 1 ? '' : 's'}, ${kernel}, ×${stride}`, activationText(activation)],
  shape({ filters, kernel, stride, padding }, inputs, sources) {
    const sequence = sequenceAt('Conv1D transpose', inputs, sources)
    return 'ok' in sequence ? sequence : { ok: true, output: [transposedExtent(sequence.steps, kernel, stride, padding), filters] }
  },
  weights(settings, inputs) {
    const { features } = knownSequence(inputs)
    const { kernel, stride, filters } = settings
    // Only every stride-th place of the kernel meets a given output step, so that many sums make up its value.
    return kernelAndBias({ shape: [kernel, filters, features], fanIn: Math.max(1, (kernel / stride) * features), fanOut: kernel * filters, outputs: filters }, settings)
  },
  multiplyAdds({ kernel, filters }, inputs) {
    const { steps, features } = knownSequence(inputs)
    return steps * features * kernel * filters
  },
  arithmetic({ kernel, stride, padding, filters, bias }, inputs, output) {
    const { steps, features } = knownSequence(inputs)
    return {
      output: `${transposedSum(steps, kernel, stride, padding)} → ${formatShape(output)}`,
      parameters: `${kernel}·${filters}·${features}${bias ? ` + ${filters}` : ''}`,
    }
  },
  pytorch({ parameters: { filters, kernel, stride, padding, activation, bias, spectralNormalisation: spectral }, inputs }) {
    const pads = pytorchTransposedPads([kernel], [stride], padding)
    const convolution = call(
      'nn.ConvTranspose1d',
      String(knownSequence(inputs).features),
      String(filters),
      keyword('kernel_size', kernel),
      keyword('stride', stride, 1),
      pads.padding,
      pads.outputPadding,
      keyword('bias', bias, true),
    )
    const weights = pytorchKernel({ kernel: transposed('kernel', 2, 1, 0), bias: bias ? asIs('bias') : undefined, spectral, outputAxis: 1 })
    return { order: 'first', steps: [{ make: pytorchSpectral(convolution, spectral), weights }, ...pads.crop, ...pytorchActivation(activation)], notes: spectralNotes(spectral) }
  },
  keras({ parameters: { filters, kernel, stride, padding, activation, bias, initialWeights, spectralNormalisation: spectral } }) {
    const layer = call(
      'layers.Conv1DTranspose',
      String(filters),
      String(kernel),
      keyword('strides', stride, 1),
      keyword('padding', `"${padding}"`, '"valid"'),
      kerasActivation(activation),
      keyword('use_bias', bias, true),
      kerasInitialiser(initialWeights),
    )
    const weights = kerasKernel({ kernel: asIs('kernel'), bias: bias ? asIs('bias') : undefined, spectral, outputAxis: 1 })
    return { steps: [{ make: kerasSpectral(layer, spectral), weights }], notes: [...spectralNotes(spectral), ...(spectral ? [TRANSPOSED_SPECTRAL] : [])] }
  },
  apply(context) {
    const { tf, parameters: settings, inputs, inputShapes, outputShape, weight } = context
    const { kernel: length, filters, stride, padding } = settings
    const { steps, features } = knownSequence(inputShapes)
    const sequence = portTensor(inputs, 'input')
    const batch = sequence.shape[0] ?? 1
    // A sequence is an image one pixel wide.
    const image: Tensor4D = tf.reshape(sequence, [batch, steps, 1, features])
    const used = usedKernel(context, weight('kernel'), settings.spectralNormalisation, 1)
    const kernel: Tensor4D = tf.reshape(used, [length, 1, filters, features])
    const lengthened = tf.reshape(tf.conv2dTranspose(image, kernel, [batch, outputShape[0] ?? 1, 1, filters], [stride, 1], padding), [batch, ...outputShape])
    return applyActivation(tf, settings.activation, settings.bias ? tf.add(lengthened, weight('bias')) : lengthened)
  },
})
