// The activation functions, shared by every layer that has an `activation` setting and by the activation layer.
import { z } from 'zod'
import { assertNever } from '../assert-never'
import type { Tensor, Tf } from '../tensors/tf'
import { curve, grids, type LayerPicture } from './parts/layer-picture'
import { softmax } from './parts/softmax'

export const activationKinds = ['linear', 'relu', 'leaky-relu', 'elu', 'selu', 'gelu', 'silu', 'tanh', 'sigmoid', 'softplus', 'softmax', 'hard-sigmoid', 'hard-silu', 'hard-tanh'] as const
export type ActivationKind = (typeof activationKinds)[number]

export const activationLabels: Readonly<Record<ActivationKind, string>> = {
  linear: 'Linear',
  relu: 'ReLU',
  'leaky-relu': 'Leaky ReLU',
  elu: 'ELU',
  selu: 'SELU',
  gelu: 'GELU',
  silu: 'SiLU',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  softmax: 'Softmax',
  'hard-sigmoid': 'Hard sigmoid',
  'hard-silu': 'Hard SiLU',
  'hard-tanh': 'Hard tanh',
}

/** Slope of leaky ReLU below zero; 0.2 as in DCGAN (Radford, Metz and Chintala 2016). */
export const LEAKY_SLOPE = 0.2

/** SELU's constants, with which means 0 and variances 1 keep themselves (Klambauer et al. 2017). */
const SELU_SCALE = 1.0507009873554805
const SELU_ALPHA = 1.6732632423543772

/** As node texts print it: names of functions keep their capitals, plain words do not. */
export function activationText(kind: ActivationKind): string {
  switch (kind) {
    case 'linear':
    case 'tanh':
    case 'sigmoid':
    case 'softplus':
    case 'softmax':
      return kind
    case 'hard-sigmoid':
    case 'hard-tanh':
      return kind.replace('-', ' ')
    case 'relu':
    case 'leaky-relu':
    case 'elu':
    case 'selu':
    case 'gelu':
    case 'silu':
    case 'hard-silu':
      return activationLabels[kind]
    default:
      return assertNever(kind)
  }
}

/** The `activation` setting of dense and convolution layers. */
export function activationSetting(initial: ActivationKind) {
  return z.enum(activationKinds).default(initial).meta({
    title: 'Activation',
    description: 'The function every value passes through at the end.',
    labels: activationLabels,
  })
}

export function applyActivation(tf: Tf, kind: ActivationKind, value: Tensor): Tensor {
  switch (kind) {
    case 'linear':
      return value
    case 'relu':
      return tf.relu(value)
    case 'leaky-relu':
      return tf.leakyRelu(value, LEAKY_SLOPE)
    case 'elu':
      return tf.elu(value)
    case 'tanh':
      return tf.tanh(value)
    case 'sigmoid':
      return tf.sigmoid(value)
    case 'softplus':
      return tf.softplus(value)
    case 'selu':
      // Written out: the gradient of tfjs's own cannot be differentiated once more. exp(min(x, 0)) overflows nowhere.
      return tf.mul(tf.add(tf.relu(value), tf.mul(tf.sub(tf.exp(tf.minimum(value, 0)), 1), SELU_ALPHA)), SELU_SCALE)
    case 'gelu':
      return tf.mul(tf.mul(value, 0.5), tf.add(tf.erf(tf.mul(value, Math.SQRT1_2)), 1))
    case 'silu':
      return tf.mul(value, tf.sigmoid(value))
    case 'softmax':
      return softmax(tf, value)
    case 'hard-sigmoid':
      return hardSigmoid(tf, value)
    case 'hard-silu':
      return tf.mul(value, hardSigmoid(tf, value))
    case 'hard-tanh':
      return tf.minimum(tf.maximum(value, -1), 1)
    default:
      return assertNever(kind)
  }
}

function hardSigmoid(tf: Tf, value: Tensor): Tensor {
  return tf.minimum(tf.maximum(tf.add(tf.mul(value, 1 / 6), 0.5), 0), 1)
}

/** The function's curve; of softmax, what it makes of five values. */
export function activationPicture(kind: ActivationKind): LayerPicture {
  const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
  const hard = (x: number): number => Math.min(Math.max(x / 6 + 0.5, 0), 1)
  switch (kind) {
    case 'linear':
      return curve((x) => x)
    case 'relu':
      return curve((x) => Math.max(x, 0))
    case 'leaky-relu':
      return curve((x) => (x < 0 ? LEAKY_SLOPE * x : x))
    case 'elu':
      return curve((x) => (x < 0 ? Math.expm1(x) : x))
    case 'selu':
      return curve((x) => SELU_SCALE * (x < 0 ? SELU_ALPHA * Math.expm1(x) : x))
    case 'gelu':
      // The usual approximation with tanh: it parts from the exact function by less than the line's width.
      return curve((x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))))
    case 'silu':
      return curve((x) => x * logistic(x))
    case 'tanh':
      return curve(Math.tanh)
    case 'sigmoid':
      return curve(logistic)
    case 'softplus':
      return curve((x) => Math.log1p(Math.exp(x)))
    case 'softmax':
      return grids(['24963'], ['01710'])
    case 'hard-sigmoid':
      return curve(hard)
    case 'hard-silu':
      return curve((x) => x * hard(x))
    case 'hard-tanh':
      return curve((x) => Math.min(Math.max(x, -1), 1))
    default:
      return assertNever(kind)
  }
}
