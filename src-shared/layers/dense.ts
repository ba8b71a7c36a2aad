// Dense: every output is a weighted sum of all inputs. y = activation(x W + b), W of shape [inputs, units].
import { z } from 'zod'
import { activationSetting, activationText, applyActivation } from './activations'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { SPECTRAL_VECTOR, spectralSetting, usedKernel } from './parts/spectral-norm'
import { channelsOf, portShape, portTensor } from './port-tensor'
import { biasSetting, initialWeightsSetting, kernelAndBias } from './weight-settings'
import { formatCount, fromSource, spellShape } from './words'
import { kerasActivation, pytorchActivation } from './code/activation-code'
import type { WeightPlan } from './code/layer-code'
import { call, keyword } from './code/python'
import { asIs, kerasInitialiser, kerasKernel, kerasSpectral, pytorchKernel, pytorchSpectral, spectralNotes } from './code/weight-code'
import { channelsFirstAlong, transposeArray } from '../tensors/array-layout'

const parameters = z.object({
  units: z.int().min(1).max(1_000_000).default(128).meta({ title: 'Units', description: 'How many numbers come out.' }),
  activation: activationSetting('relu'),
  initialWeights: initialWeightsSetting(),
  bias: biasSetting(),
  spectralNormalisation: spectralSetting(),
})

export const denseLayer = defineLayer({
  type: 'dense',
  title: 'Dense',
  category: 'dense',
  icon: 'c-dense',
  hint: 'fully connected',
  keywords: ['linear', 'fully connected', 'fc', 'mlp', 'units', 'hidden', 'matrix'],
  help: {
    text: 'Every output is a weighted sum of all inputs plus a bias, passed through the activation. It knows nothing of neighbourhoods: use it on codes and features, or on small images after Flatten.',
    formula: 'y_o = \\phi\\Big(\\sum_i w_{io}\\, x_i + b_o\\Big)',
    shape: 'One axis of any length enters; one axis of as many values as units comes out. Flatten images first.',
  },
  picture: () => grids(['2/8/5/1'], ['f/3/6']),
  parameters,
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ units, activation }) => [`${units} unit${units === 1 ? '' : 's'}`, activationText(activation)],
  shape({ units }, inputs, sources) {
    const input = portShape(inputs, 'input')
    if (input.length === 1) return { ok: true, output: [units] }
    return {
      ok: false,
      code: 'input-not-flat',
      title: `Dense cannot take ${spellShape(input)}`,
      expected: 'a flat list of values, one axis',
      got: fromSource(`${spellShape(input)}, ${input.length} axes,`, sources?.['input']),
      fix: 'put Flatten before it',
      intended: [units],
      insertions: [{ label: 'Insert Flatten', type: 'flatten', parameters: {} }],
    }
  },
  weights(settings, inputs) {
    const fanIn = channelsOf(portShape(inputs, 'input'))
    return kernelAndBias({ shape: [fanIn, settings.units], fanIn, fanOut: settings.units, outputs: settings.units }, settings)
  },
  multiplyAdds: ({ units }, inputs) => channelsOf(portShape(inputs, 'input')) * units,
  arithmetic: ({ units, bias }, inputs) => ({ parameters: `${channelsOf(portShape(inputs, 'input'))}·${units}${bias ? ` + ${units}` : ''}` }),
  reach(_settings, _inputs, wanted) {
    const units = wanted[0]
    if (wanted.length !== 1 || units === undefined || !parameters.shape.units.safeParse(units).success) return undefined
    return { label: `Set ${formatCount(units)} unit${units === 1 ? '' : 's'}`, parameters: { units } }
  },
  pytorch({ parameters: { units, activation, bias, spectralNormalisation: spectral }, inputs, flattened, unflattened }) {
    const rows: WeightPlan = (weight) => (flattened === undefined ? weight('kernel') : channelsFirstAlong(weight('kernel'), 0, flattened))
    const columns = (plan: WeightPlan): WeightPlan => (unflattened === undefined ? plan : (weight) => channelsFirstAlong(plan(weight), plan(weight).shape.length - 1, unflattened))
    const linear = call('nn.Linear', String(channelsOf(portShape(inputs, 'input'))), String(units), keyword('bias', bias, true))
    const weights = pytorchKernel({
      kernel: (weight) => transposeArray(columns(rows)(weight), [1, 0]),
      bias: bias ? columns(asIs('bias')) : undefined,
      spectral,
      vector: columns(asIs(SPECTRAL_VECTOR)),
      outputAxis: 0,
    })
    return { order: 'kept', steps: [{ make: pytorchSpectral(linear, spectral), weights }, ...pytorchActivation(activation)], notes: spectralNotes(spectral) }
  },
  keras({ parameters: { units, activation, bias, initialWeights, spectralNormalisation: spectral } }) {
    const layer = call('layers.Dense', String(units), kerasActivation(activation), keyword('use_bias', bias, true), kerasInitialiser(initialWeights))
    const weights = kerasKernel({ kernel: asIs('kernel'), bias: bias ? asIs('bias') : undefined, spectral, outputAxis: 1 })
    return { steps: [{ make: kerasSpectral(layer, spectral), weights }], notes: spectralNotes(spectral) }
  },
  apply(context) {
    const { tf, parameters: settings, inputs, weight } = context
    const product = tf.matMul(portTensor(inputs, 'input'), usedKernel(context, weight('kernel'), settings.spectralNormalisation))
    return applyActivation(tf, settings.activation, settings.bias ? tf.add(product, weight('bias')) : product)
  },
})
