// Output: what a network hands on. It exposes what entered it as `preActivation`, so that losses such as the Bernoulli
// cross-entropy can be computed from logits, without overflow.
import { z } from 'zod'
import { activationLabels, activationPicture, applyActivation } from './activations'
import { defineLayer } from './layer-definition'
import { portShape, portTensor } from './port-tensor'
import { kerasActivationStep, pytorchActivation } from './code/activation-code'

export const outputLayer = defineLayer({
  type: 'output',
  title: 'Output',
  category: 'data',
  icon: 'c-data',
  hint: 'result',
  keywords: ['result', 'end', 'reconstruction', 'sigmoid', 'softmax', 'logits', 'classes'],
  help: {
    text: 'What the network gives. Sigmoid brings every value into 0 to 1, which pixels and the cross-entropy need; tanh into -1 to 1; softmax makes numbers into probabilities of classes; linear leaves it alone.',
    formula: '\\hat{x} = \\phi(a)',
    shape: 'Any shape enters; the network gives it. The recipe says what it must be: a decoder gives the shape of the data.',
  },
  picture: ({ activation }) => activationPicture(activation),
  parameters: z.object({
    activation: z
      .enum(['linear', 'sigmoid', 'tanh', 'softmax'])
      .default('linear')
      .meta({
        title: 'Activation',
        description: 'Applied to every value at the very end.',
        labels: { linear: activationLabels.linear, sigmoid: activationLabels.sigmoid, tanh: activationLabels.tanh, softmax: activationLabels.softmax },
      }),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [],
  keepsShape: true,
  settings: ({ activation }) => [activation],
  shape(_parameters, inputs) {
    return { ok: true, output: portShape(inputs, 'input') }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  exposes: (_parameters, inputs) => ({ preActivation: portShape(inputs, 'input') }),
  pytorch: ({ parameters: { activation } }) => ({ order: activation === 'softmax' ? 'first' : 'kept', steps: pytorchActivation(activation, undefined) }),
  keras: ({ parameters: { activation } }) => ({ steps: kerasActivationStep(activation) }),
  apply({ tf, parameters, inputs, expose }) {
    const preActivation = portTensor(inputs, 'input')
    expose('preActivation', preActivation)
    return applyActivation(tf, parameters.activation, preActivation)
  },
})
