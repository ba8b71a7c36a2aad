// Activation functions in PyTorch and Keras.
import { LEAKY_SLOPE, type ActivationKind } from '../activations'
import type { KerasStep, PyTorchStep } from './layer-code'
import { call, type Code } from './python'

const modules: Readonly<Record<Exclude<ActivationKind, 'linear'>, readonly [Code, (value: string) => string]>> = {
  relu: ['nn.ReLU()', (x) => `F.relu(${x})`],
  'leaky-relu': [`nn.LeakyReLU(${LEAKY_SLOPE})`, (x) => `F.leaky_relu(${x}, ${LEAKY_SLOPE})`],
  elu: ['nn.ELU()', (x) => `F.elu(${x})`],
  selu: ['nn.SELU()', (x) => `F.selu(${x})`],
  gelu: ['nn.GELU()', (x) => `F.gelu(${x})`],
  silu: ['nn.SiLU()', (x) => `F.silu(${x})`],
  tanh: ['nn.Tanh()', (x) => `torch.tanh(${x})`],
  sigmoid: ['nn.Sigmoid()', (x) => `torch.sigmoid(${x})`],
  softplus: ['nn.Softplus()', (x) => `F.softplus(${x})`],
  softmax: ['nn.Softmax(dim=1)', (x) => `F.softmax(${x}, dim=1)`],
  'hard-sigmoid': ['nn.Hardsigmoid()', (x) => `F.hardsigmoid(${x})`],
  'hard-silu': ['nn.Hardswish()', (x) => `F.hardswish(${x})`],
  'hard-tanh': ['nn.Hardtanh()', (x) => `F.hardtanh(${x})`],
}

/** The step behind a layer that ends in an activation; softmax needs channels to stand first. */
export function pytorchActivation(kind: ActivationKind, suffix: string | undefined = 'activation'): readonly PyTorchStep[] {
  if (kind === 'linear') return []
  const [make, expression] = modules[kind]
  return [{ make, expression: ([x = 'x']) => expression(x), ...(suffix === undefined ? {} : { suffix }) }]
}

/** Keras's name: its leaky ReLU has the studio's slope. */
function kerasActivationName(kind: ActivationKind): string {
  return `"${kind.replaceAll('-', '_')}"`
}

/** The `activation` argument, left out where there is none. */
export function kerasActivation(kind: ActivationKind): string | undefined {
  return kind === 'linear' ? undefined : `activation=${kerasActivationName(kind)}`
}

/** As a layer of its own. */
export function kerasActivationStep(kind: ActivationKind): readonly KerasStep[] {
  return kind === 'linear' ? [] : [{ make: call('layers.Activation', kerasActivationName(kind)) }]
}
