// GRU: gated recurrent unit, Cho et al. 2014, in the form that resets after the product, which cuDNN and PyTorch compute:
// r, u = σ(…), n = tanh(W x + b + r (U h + d)), h = (1 - u) n + u h; h starts at zero. Columns of the weights in the order r, u, n, as
// in PyTorch. Kernel [features, 3 units], recurrent kernel [units, 3 units].
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { givenStates, projectSteps, recurrentParameters, recurrentShape, recurrentText, recurrentWeights } from './parts/recurrent'
import { knownSequence } from './parts/sequence-at'
import { portTensor } from './port-tensor'
import type { Tensor } from '../tensors/tf'
import { call, keyword } from './code/python'
import { asIs, transposed } from './code/weight-code'
import { reorderBlocks, stackArrays } from '../tensors/array-layout'
import type { WeightPlan, WeightReader } from './code/layer-code'

export const gruLayer = defineLayer({
  type: 'gru',
  title: 'GRU',
  category: 'sequence',
  icon: 'c-rec',
  hint: 'gated memory',
  keywords: ['recurrent', 'rnn', 'memory', 'sequence', 'time', 'gated recurrent unit'],
  help: {
    text: 'Reads a sequence step by step like an LSTM, with two gates instead of three and no separate memory: at each step a part of the state is kept, the rest is written anew. Fewer weights, often as good.',
    formula:
      'r,\\, u = \\sigma(W x_t + b + U h_{t-1} + d) \\\\ n = \\tanh(W_n x_t + b_n + r \\odot (U_n h_{t-1} + d_n)) \\\\ h_t = (1 - u) \\odot n + u \\odot h_{t-1}',
    shape: 'A sequence, steps × features, of at most 256 steps enters. The last state, one axis of as many values as units, comes out, or all of them: steps × units.',
    source: 'Cho et al. 2014, Learning phrase representations using RNN encoder-decoder for statistical machine translation',
  },
  picture: ({ gives }) => grids(['14/52/37/91'], gives === 'last' ? ['e7d'] : ['121/332/554/e7d']),
  parameters: recurrentParameters(),
  inputs: [{ id: 'input', title: 'Sequence' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: recurrentText,
  shape: (settings, inputs, sources) => recurrentShape('GRU', settings, inputs, sources),
  weights: ({ units }, inputs) => recurrentWeights(3, knownSequence(inputs).features, units, ['bias', 'recurrentBias']),
  multiplyAdds({ units }, inputs) {
    const { steps, features } = knownSequence(inputs)
    return steps * (3 * units * (features + units) + 3 * units)
  },
  arithmetic: ({ units }, inputs) => ({ parameters: `3·${units}·(${knownSequence(inputs).features} + ${units} + 2)` }),
  pytorch({ parameters: { units, gives }, inputs }) {
    const weights = { weight_ih_l0: transposed('kernel', 1, 0), weight_hh_l0: transposed('recurrentKernel', 1, 0), bias_ih_l0: asIs('bias'), bias_hh_l0: asIs('recurrentBias') }
    const use = (made: string, [x = 'x']: readonly string[]): string => `${made}(${x})[0]${gives === 'last' ? '[:, -1]' : ''}`
    return { order: 'last', steps: [{ make: call('nn.GRU', String(knownSequence(inputs).features), String(units), keyword('batch_first', true)), weights, use }] }
  },
  keras({ parameters: { units, gives } }) {
    // Keras counts its gates u, r, n.
    const gates =
      (name: string): WeightPlan =>
      (weight) =>
        reorderBlocks(weight(name), [1, 0, 2])
    const weights = { kernel: gates('kernel'), recurrent_kernel: gates('recurrentKernel'), bias: (weight: WeightReader) => stackArrays([gates('bias')(weight), gates('recurrentBias')(weight)]) }
    const named = Object.fromEntries(Object.entries(weights).map(([name, plan]) => [`gru_cell/${name}`, plan]))
    return { steps: [{ make: call('layers.GRU', String(units), keyword('return_sequences', gives === 'all', false)), weights: named }] }
  },
  apply({ tf, parameters: { gives }, inputs, weight }) {
    let hidden: Tensor | undefined
    const states: Tensor[] = []
    for (const projected of projectSteps(tf, portTensor(inputs, 'input'), weight('kernel'), weight('bias'))) {
      const recalled = hidden === undefined ? tf.mul(tf.onesLike(projected), weight('recurrentBias')) : tf.add(tf.matMul(hidden, weight('recurrentKernel')), weight('recurrentBias'))
      const [resetIn, updateIn, newIn] = tf.split(projected, 3, 1) as [Tensor, Tensor, Tensor]
      const [resetBack, updateBack, newBack] = tf.split(recalled, 3, 1) as [Tensor, Tensor, Tensor]
      const reset = tf.sigmoid(tf.add(resetIn, resetBack))
      const kept = tf.sigmoid(tf.add(updateIn, updateBack))
      const fresh = tf.tanh(tf.add(newIn, tf.mul(reset, newBack)))
      const written = tf.mul(tf.sub(1, kept), fresh)
      hidden = hidden === undefined ? written : tf.add(written, tf.mul(kept, hidden))
      states.push(hidden)
    }
    return givenStates(tf, states, gives)
  },
})
