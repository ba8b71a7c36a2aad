// The activation functions, shared by every layer that has an `activation` setting and by the activation layer.
import { z } from 'zod'
import { assertNever } from '../assert-never'
import type { Tensor, Tf } from '../tensors/tf'

export const activationKinds = ['linear', 'relu', 'leaky-relu', 'elu', 'tanh', 'sigmoid', 'softplus'] as const
export type ActivationKind = (typeof activationKinds)[number]

export const activationLabels: Readonly<Record<ActivationKind, string>> = {
  linear: 'Linear',
  relu: 'ReLU',
  'leaky-relu': 'Leaky ReLU',
  elu: 'ELU',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
}

/** Slope of leaky ReLU below zero; 0.2 as in DCGAN (Radford, Metz and Chintala 2016). */
export const LEAKY_SLOPE = 0.2

/** As node texts print it: names of functions keep their capitals, plain words do not. */
export function activationText(kind: ActivationKind): string {
  switch (kind) {
    case 'linear':
    case 'tanh':
    case 'sigmoid':
    case 'softplus':
      return kind
    case 'relu':
    case 'leaky-relu':
    case 'elu':
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
    default:
      return assertNever(kind)
  }
}
