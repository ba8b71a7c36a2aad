// Activation: one function applied to every value by itself.
import { z } from 'zod'
import { activationKinds, activationLabels, activationPicture, applyActivation, LEAKY_SLOPE } from './activations'
import { defineLayer } from './layer-definition'
import { portShape, portTensor } from './port-tensor'
import { kerasActivationStep, pytorchActivation } from './code/activation-code'

export const activationLayer = defineLayer({
  type: 'activation',
  title: 'Activation',
  category: 'activation',
  icon: 'c-act',
  hint: 'non-linearity',
  keywords: ['relu', 'leaky relu', 'elu', 'selu', 'gelu', 'silu', 'swish', 'tanh', 'sigmoid', 'softplus', 'softmax', 'hard sigmoid', 'hard swish', 'hard tanh', 'logistic', 'non-linearity', 'nonlinearity'],
  help: {
    text: `Bends every value by itself; without it, layers on layers would be no more than one. ReLU keeps what is above zero, leaky ReLU keeps ${LEAKY_SLOPE} of what is below, sigmoid squeezes into 0 to 1, tanh into -1 to 1. Dense and convolution layers have it built in: use this one after a normalisation.`,
    formula:
      'y_i = \\phi(x_i) \\\\ \\text{ELU: } e^x - 1 \\text{ below } 0 \\\\ \\text{SELU: } 1.05\\, x, \\; 1.76\\, (e^x - 1) \\text{ below } 0 \\\\ ' +
      '\\text{GELU: } x\\, \\Phi(x) = \\tfrac{x}{2}\\, (1 + \\mathrm{erf}(x / \\sqrt{2})) \\\\ \\text{SiLU: } x\\, \\sigma(x) \\\\ \\text{softplus: } \\ln(1 + e^x) \\\\ ' +
      '\\text{softmax: } e^{x_i} / \\textstyle\\sum_k e^{x_k} \\\\ \\text{hard sigmoid: } h(x) = \\min(\\max(\\tfrac{x}{6} + \\tfrac{1}{2}, 0), 1) \\\\ ' +
      '\\text{hard SiLU: } x\\, h(x) \\\\ \\text{hard tanh: } \\min(\\max(x, -1), 1)',
    shape: 'Any shape enters and leaves unchanged. Softmax alone looks at several values: those of the last axis.',
  },
  picture: ({ kind }) => activationPicture(kind),
  parameters: z.object({
    kind: z.enum(activationKinds).default('relu').meta({ title: 'Function', description: 'What is applied to every value.', labels: activationLabels }),
  }),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  keepsShape: true,
  settings: ({ kind }) => [activationLabels[kind]],
  shape(_parameters, inputs) {
    return { ok: true, output: portShape(inputs, 'input') }
  },
  weights: () => [],
  multiplyAdds: () => 0,
  pytorch: ({ parameters: { kind } }) => ({ order: kind === 'softmax' ? 'first' : 'kept', steps: pytorchActivation(kind, undefined) }),
  keras: ({ parameters: { kind } }) => ({ steps: kerasActivationStep(kind) }),
  apply: ({ tf, parameters, inputs }) => applyActivation(tf, parameters.kind, portTensor(inputs, 'input')),
})
