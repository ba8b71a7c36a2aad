// Weights of dense and convolution layers in other layouts, with their spectral normalisation, and their initialisers in Keras.
import { assertNever } from '../../assert-never'
import type { NamedArray } from '../../tensors/named-arrays'
import { reshapeArray, transposeArray } from '../../tensors/array-layout'
import { SMALLEST_LENGTH, SPECTRAL_VECTOR } from '../parts/spectral-norm'
import type { WeightInitialiserName } from '../initialisers'
import type { WeightPlan, WeightPlans, WeightReader } from './layer-code'
import { call, withArguments, type Call, type Code } from './python'

export function asIs(name: string): WeightPlan {
  return (weight) => weight(name)
}

export function transposed(name: string, ...order: readonly number[]): WeightPlan {
  return (weight) => transposeArray(weight(name), order)
}

export interface SpectralParts {
  /** Left singular vector over outputs, and right one over the rest in the given kernel's own order, as one power step leaves them. */
  readonly u: Float32Array
  readonly v: Float32Array
  readonly norm: number
}

function unit(values: Float32Array): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) + SMALLEST_LENGTH
  return values.map((value) => value / length)
}

/** What the studio computes at every use: v from the stored u, u anew, and the norm between them. @param matrix `[outputs, rest]` */
function spectralParts(matrix: NamedArray, stored: NamedArray): SpectralParts {
  const [outputs = 1, rest = 1] = matrix.shape
  const back = new Float32Array(rest)
  for (let row = 0; row < outputs; row += 1) for (let column = 0; column < rest; column += 1) back[column] = (back[column] ?? 0) + (matrix.data[row * rest + column] ?? 0) * (stored.data[row] ?? 0)
  const v = unit(back)
  const onward = new Float32Array(outputs)
  for (let row = 0; row < outputs; row += 1) {
    let sum = 0
    for (let column = 0; column < rest; column += 1) sum += (matrix.data[row * rest + column] ?? 0) * (v[column] ?? 0)
    onward[row] = sum
  }
  const u = unit(onward)
  return { u, v, norm: onward.reduce((sum, value, row) => sum + value * (u[row] ?? 0), 0) }
}

/** The kernel as a matrix `[outputs, rest]`, its other axes in their order. */
function outputsFirst(kernel: NamedArray, outputAxis: number): NamedArray {
  const others = kernel.shape.map((_extent, axis) => axis).filter((axis) => axis !== outputAxis)
  const outputs = kernel.shape[outputAxis] ?? 1
  return reshapeArray(transposeArray(kernel, [outputAxis, ...others]), [outputs, kernel.data.length / outputs])
}

function vector(data: Float32Array): NamedArray {
  return { dtype: 'float32', shape: [data.length], data }
}

export interface KernelCode {
  readonly kernel: WeightPlan
  readonly bias?: WeightPlan | undefined
  readonly spectral: boolean
  /** The stored vector, in the kernel's own order of outputs. */
  readonly vector?: WeightPlan
  /** The axis of the kernel, in the other framework's layout, that counts outputs. */
  readonly outputAxis: number
}

/** State of a PyTorch module, under the names of its parametrisation where the kernel is normalised. */
export function pytorchKernel({ kernel, bias, spectral, vector: stored = asIs(SPECTRAL_VECTOR), outputAxis }: KernelCode): WeightPlans {
  if (!spectral) return { weight: kernel, bias }
  const parts: (weight: WeightReader) => SpectralParts = (weight) => spectralParts(outputsFirst(kernel(weight), outputAxis), stored(weight))
  return {
    bias,
    'parametrizations.weight.original': kernel,
    'parametrizations.weight.0._u': (weight) => vector(parts(weight).u),
    'parametrizations.weight.0._v': (weight) => vector(parts(weight).v),
  }
}

/** The module, its kernel divided by its spectral norm where that is asked for. */
export function pytorchSpectral(module: Call, spectral: boolean): Code {
  return spectral ? call('spectral_norm', module) : module
}

/** What a reader should know of a normalised kernel. */
export function spectralNotes(spectral: boolean): readonly string[] {
  return spectral ? ['Spectral norm: outputs are those of the studio; in training each framework takes its power step at its own moment.'] : []
}

/** Said beside a transposed convolution in Keras. */
export const TRANSPOSED_SPECTRAL = 'Keras normalises a transposed kernel along another axis: outputs are those of the studio until it is trained on.'

/** State of a Keras layer: `SpectralNormalization` keeps the kernel already divided, as Keras does after a training step. */
export function kerasKernel({ kernel, bias, spectral, outputAxis }: Omit<KernelCode, 'vector'>): WeightPlans {
  if (!spectral) return { kernel, bias }
  const parts: (weight: WeightReader) => SpectralParts = (weight) => spectralParts(outputsFirst(kernel(weight), outputAxis), weight(SPECTRAL_VECTOR))
  return {
    'layer/kernel': (weight) => {
      const { norm } = parts(weight)
      const whole = kernel(weight)
      return { dtype: 'float32', shape: whole.shape, data: Float32Array.from(whole.data, (value) => value / norm) }
    },
    'layer/bias': bias,
    vector_u(weight) {
      const { shape } = kernel(weight)
      const outputs = shape.at(-1) ?? 1
      // Of a transposed kernel Keras keeps a vector along another axis, which nothing here knows: any unit vector begins its iteration.
      const u = outputAxis === shape.length - 1 ? parts(weight).u : new Float32Array(outputs).fill(1 / Math.sqrt(outputs))
      return reshapeArray(vector(u), [1, outputs])
    },
  }
}

export function kerasSpectral(layer: Call, spectral: boolean): Call {
  return spectral ? call('layers.SpectralNormalization', withArguments(layer, 'name="layer"')) : layer
}

/** The argument that draws a kernel as the studio does, left out for Keras's own choice. */
export function kerasInitialiser(name: WeightInitialiserName, argument = 'kernel_initializer'): Code | undefined {
  switch (name) {
    case 'he-normal':
      return `${argument}="he_normal"`
    case 'glorot-uniform':
      return undefined
    case 'uniform-fan-in':
      return call(`${argument}=initializers.VarianceScaling`, '1 / 3', '"fan_in"', '"uniform"')
    case 'normal-0.02':
      return call(`${argument}=initializers.RandomNormal`, 'stddev=0.02')
    default:
      return assertNever(name)
  }
}
