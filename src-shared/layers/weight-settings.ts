// The settings that dense and convolution layers share: initial weights and bias, and the weights they lead to.
import { z } from 'zod'
import type { Shape } from '../tensors/shape'
import { spectralVector } from './parts/spectral-norm'
import { kernelInitialiser, weightInitialisers, type WeightInitialiserName } from './initialisers'
import type { WeightDefinition } from './layer-definition'

const initialiserLabels: Readonly<Record<WeightInitialiserName, string>> = {
  'he-normal': 'He normal',
  'glorot-uniform': 'Glorot uniform',
  'uniform-fan-in': 'Uniform, fan-in',
  'normal-0.02': 'Normal 0.02',
}

export function initialWeightsSetting() {
  return z.enum(weightInitialisers).default('he-normal').meta({
    title: 'Initial weights',
    description: 'How the weights are drawn before training. He suits ReLU, Glorot suits tanh and sigmoid, uniform fan-in is what PyTorch does.',
    labels: initialiserLabels,
  })
}

export function biasSetting() {
  return z.boolean().default(true).meta({ title: 'Bias', description: 'Adds one learned number to every output channel.' })
}

export interface KernelPlan {
  readonly shape: Shape
  readonly fanIn: number
  readonly fanOut: number
  readonly outputs: number
}

export interface KernelSettings {
  readonly initialWeights: WeightInitialiserName
  readonly bias: boolean
  readonly spectralNormalisation?: boolean
}

/** Kernel, and bias and the vector of spectral normalisation where they are asked for. Biases start at zero, but in ±1/sqrt(fan-in) under `uniform-fan-in`, as in PyTorch. */
export function kernelAndBias(plan: KernelPlan, settings: KernelSettings): readonly WeightDefinition[] {
  const kernel: WeightDefinition = {
    name: 'kernel',
    shape: plan.shape,
    initialiser: kernelInitialiser(settings.initialWeights, plan.fanIn, plan.fanOut),
    trainable: true,
  }
  const spectral = settings.spectralNormalisation === true ? [spectralVector(plan.outputs)] : []
  if (!settings.bias) return [kernel, ...spectral]
  const bias: WeightDefinition = {
    name: 'bias',
    shape: [plan.outputs],
    initialiser: settings.initialWeights === 'uniform-fan-in' ? { kind: 'uniform-fan-in', fanIn: plan.fanIn } : { kind: 'zeros' },
    trainable: true,
  }
  return [kernel, bias, ...spectral]
}
