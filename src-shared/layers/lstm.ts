// LSTM: long short-term memory, Hochreiter and Schmidhuber 1997, with the forget gate of Gers, Schmidhuber and Cummins 2000.
// i, f, o = σ(…), g = tanh(…), c = f c + i g, h = o tanh(c); h and c start at zero. Columns of the weights in the order i, f, g, o,
// as in PyTorch. Kernel [features, 4 units], recurrent kernel [units, 4 units].
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { givenStates, projectSteps, recurrentParameters, recurrentShape, recurrentText, recurrentWeights } from './parts/recurrent'
import { knownSequence } from './parts/sequence-at'
import { portTensor } from './port-tensor'
import type { Tensor } from '../tensors/tf'
import { call, keyword } from './code/python'
import { asIs, transposed } from './code/weight-code'
import type { WeightReader } from './code/layer-code'
import { zerosOf } from '../tensors/array-layout'

export const lstmLayer = defineLayer({
  type: 'lstm',
  title: 'LSTM',
  category: 'sequence',
  icon: 'c-rec',
  hint: 'long memory',
  keywords: ['recurrent', 'rnn', 'memory', 'sequence', 'time', 'long short-term memory'],
  help: {
    text: 'Reads a sequence step by step and keeps a memory. Gates decide at each step what is written into it, what is kept and what is shown, so that something seen early can matter late.',
    formula:
      'i,\\, f,\\, o = \\sigma(W x_t + U h_{t-1} + b) \\\\ g = \\tanh(W_g x_t + U_g h_{t-1} + b_g) \\\\ c_t = f \\odot c_{t-1} + i \\odot g \\\\ h_t = o \\odot \\tanh(c_t)',
    shape: 'A sequence, steps × features, of at most 256 steps enters. The last state, one axis of as many values as units, comes out, or all of them: steps × units.',
    source: 'Hochreiter and Schmidhuber 1997, Long short-term memory',
  },
  picture: ({ gives }) => grids(['14/52/37/91'], gives === 'last' ? ['f8c'] : ['121/343/565/f8c']),
  parameters: recurrentParameters(),
  inputs: [{ id: 'input', title: 'Sequence' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: recurrentText,
  shape: (settings, inputs, sources) => recurrentShape('LSTM', settings, inputs, sources),
  weights: ({ units }, inputs) => recurrentWeights(4, knownSequence(inputs).features, units, ['bias']),
  multiplyAdds({ units }, inputs) {
    const { steps, features } = knownSequence(inputs)
    return steps * (4 * units * (features + units) + 3 * units)
  },
  arithmetic: ({ units }, inputs) => ({ parameters: `4·${units}·(${knownSequence(inputs).features} + ${units} + 1)` }),
  pytorch({ parameters: { units, gives }, inputs }) {
    const weights = { weight_ih_l0: transposed('kernel', 1, 0), weight_hh_l0: transposed('recurrentKernel', 1, 0), bias_ih_l0: asIs('bias'), bias_hh_l0: (weight: WeightReader) => zerosOf(weight('bias').shape) }
    const use = (made: string, [x = 'x']: readonly string[]): string => `${made}(${x})[0]${gives === 'last' ? '[:, -1]' : ''}`
    return { order: 'last', steps: [{ make: call('nn.LSTM', String(knownSequence(inputs).features), String(units), keyword('batch_first', true)), weights, use }] }
  },
  keras({ parameters: { units, gives } }) {
    const weights = { kernel: asIs('kernel'), recurrent_kernel: asIs('recurrentKernel'), bias: asIs('bias') }
    const named = Object.fromEntries(Object.entries(weights).map(([name, plan]) => [`lstm_cell/${name}`, plan]))
    return { steps: [{ make: call('layers.LSTM', String(units), keyword('return_sequences', gives === 'all', false)), weights: named }] }
  },
  apply({ tf, parameters: { gives }, inputs, weight }) {
    let state: { readonly hidden: Tensor; readonly cell: Tensor } | undefined
    const states: Tensor[] = []
    for (const projected of projectSteps(tf, portTensor(inputs, 'input'), weight('kernel'), weight('bias'))) {
      const sums = state === undefined ? projected : tf.add(projected, tf.matMul(state.hidden, weight('recurrentKernel')))
      const [input, forget, candidate, output] = tf.split(sums, 4, 1) as [Tensor, Tensor, Tensor, Tensor]
      const written = tf.mul(tf.sigmoid(input), tf.tanh(candidate))
      const cell: Tensor = state === undefined ? written : tf.add(tf.mul(tf.sigmoid(forget), state.cell), written)
      state = { hidden: tf.mul(tf.sigmoid(output), tf.tanh(cell)), cell }
      states.push(state.hidden)
    }
    return givenStates(tf, states, gives)
  },
})
