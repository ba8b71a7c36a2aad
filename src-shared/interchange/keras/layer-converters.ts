// Which layers of Keras are understood, and what converts each. docs/import.md lists them.
import type { ParameterValues } from '../../graph/network'
import { NotUnderstood } from '../not-understood'
import { takeAlong } from '../permute-array'
import type { WeightArray } from '../network-draft'
import type { KerasValue, LayerContext, LayerConverter } from './layer-context'

function padding(layer: LayerContext): string {
  const given = layer.text('padding', 'valid')
  if (given !== 'same' && given !== 'valid') throw new NotUnderstood(`its padding is ${given}: the studio has same and valid`)
  return given
}

const kernelAndBias = { kernel: 'kernel', bias: 'bias' }

function shared(layer: LayerContext): Record<string, ParameterValues[string]> {
  return { activation: layer.activation(), bias: layer.flag('use_bias', true), ...layer.initialWeights() }
}

/** On more than one axis Dense works at every place by itself: a convolution with a window of one place. */
const dense: LayerConverter = (layer) => {
  const units = layer.number('units', 0)
  const rank = layer.value.shape?.length ?? 1
  if (rank === 1) return layer.add('dense', { units, ...shared(layer) }, { weights: layer.weights(kernelAndBias) })
  if (rank > 3) throw new NotUnderstood(`it works along the last of ${rank} axes`)
  const window = rank === 2 ? { kernel: 1, stride: 1 } : { kernel: [1, 1], stride: [1, 1] }
  const widen = (array: WeightArray, name: string): WeightArray => (name === 'kernel' ? { shape: [...new Array<number>(rank - 1).fill(1), ...array.shape], data: array.data } : array)
  layer.changed('it works at every place by itself: a convolution with a window of one place')
  return layer.add(rank === 2 ? 'conv-1d' : 'conv-2d', { filters: units, ...window, dilation: 1, padding: 'valid', ...shared(layer) }, { weights: layer.weights(kernelAndBias, widen) })
}

function oneGroup(layer: LayerContext): void {
  if (layer.number('groups', 1) !== 1) throw new NotUnderstood(`it works in ${layer.number('groups', 1)} groups of channels`, 'use parallel convolutions and Concatenate, or Depthwise Conv2D')
}

const conv2d: LayerConverter = (layer) => {
  layer.requireChannelsLast()
  oneGroup(layer)
  const parameters = { filters: layer.number('filters', 0), kernel: layer.pair('kernel_size', 3), stride: layer.pair('strides', 1), dilation: layer.single('dilation_rate', 1), padding: padding(layer), ...shared(layer) }
  return layer.add('conv-2d', parameters, { weights: layer.weights(kernelAndBias) })
}

const conv1d: LayerConverter = (layer) => {
  layer.requireChannelsLast()
  oneGroup(layer)
  const parameters = { filters: layer.number('filters', 0), kernel: layer.single('kernel_size', 3), stride: layer.single('strides', 1), dilation: layer.single('dilation_rate', 1), padding: padding(layer), ...shared(layer) }
  return layer.add('conv-1d', parameters, { weights: layer.weights(kernelAndBias) })
}

const transposed =
  (axes: 1 | 2): LayerConverter =>
  (layer) => {
    layer.requireChannelsLast()
    if (layer.layer.config['output_padding'] !== null && layer.layer.config['output_padding'] !== undefined) throw new NotUnderstood('it has an output padding')
    if (layer.single('dilation_rate', 1) !== 1) throw new NotUnderstood('it has a dilation')
    const window = axes === 2 ? { kernel: layer.pair('kernel_size', 3), stride: layer.pair('strides', 1) } : { kernel: layer.single('kernel_size', 3), stride: layer.single('strides', 1) }
    return layer.add(axes === 2 ? 'conv-2d-transpose' : 'conv-1d-transpose', { filters: layer.number('filters', 0), ...window, padding: padding(layer), ...shared(layer) }, { weights: layer.weights(kernelAndBias) })
  }

const depthwise: LayerConverter = (layer) => {
  layer.requireChannelsLast()
  const parameters = { multiplier: layer.number('depth_multiplier', 1), kernel: layer.pair('kernel_size', 3), stride: layer.single('strides', 1), dilation: layer.single('dilation_rate', 1), padding: padding(layer), ...shared(layer), ...layer.initialWeights('depthwise_initializer') }
  return layer.add('depthwise-conv-2d', parameters, { weights: { ...layer.weights({ kernel: 'depthwise_kernel' }), ...layer.weights(kernelAndBias) } })
}

const separable: LayerConverter = (layer) => {
  layer.requireChannelsLast()
  const parameters = { filters: layer.number('filters', 0), multiplier: layer.number('depth_multiplier', 1), kernel: layer.pair('kernel_size', 3), stride: layer.single('strides', 1), dilation: layer.single('dilation_rate', 1), padding: padding(layer), ...shared(layer), ...layer.initialWeights('depthwise_initializer') }
  return layer.add('separable-conv-2d', parameters, { weights: layer.weights({ depthwiseKernel: 'depthwise_kernel', kernel: 'pointwise_kernel', bias: 'bias' }) })
}

const pooling =
  (type: 'max-pool-2d' | 'average-pool-2d'): LayerConverter =>
  (layer) => {
    layer.requireChannelsLast()
    const pool = layer.pair('pool_size', 2)
    return layer.add(type, { pool, stride: layer.numbers('strides') === undefined ? pool : layer.pair('strides', 2), padding: padding(layer) })
  }

const globalPool =
  (kind: 'average' | 'max'): LayerConverter =>
  (layer) => {
    layer.requireChannelsLast()
    const pooled = layer.add('global-pool', { kind })
    if (!layer.flag('keepdims', false)) return pooled
    const channels = pooled.shape?.[0]
    if (channels === undefined) throw new NotUnderstood('it keeps axes of 1, and the shape of what enters it is not known')
    return layer.add('reshape', { target: [...new Array<number>(layer.shape.length - 1).fill(1), channels] }, { from: [['input', pooled]], quiet: true })
  }

const upsample: LayerConverter = (layer) => {
  layer.requireChannelsLast()
  const method = layer.text('interpolation', 'nearest')
  return layer.add('upsample-2d', { factor: layer.pair('size', 2), method })
}

/** One number, two, or two for each axis. */
function borders(layer: LayerContext, name: string): Record<string, number> {
  const value = layer.layer.config[name]
  const sides = (each: unknown): [number, number] => {
    const [before, after] = Array.isArray(each) ? (each as unknown[]) : [each, each]
    return [Number(before), Number(after)]
  }
  const [rows, columns] = Array.isArray(value) ? (value as unknown[]) : [value, value]
  const [[top, bottom], [left, right]] = [sides(rows), sides(columns)]
  return { top, bottom, left, right }
}

const flatten: LayerConverter = (layer) => layer.add('flatten', {})

const reshape: LayerConverter = (layer) => {
  const target = [...(layer.numbers('target_shape') ?? [])]
  const open = target.indexOf(-1)
  if (open >= 0) target[open] = layer.shape.reduce((size, extent) => size * extent, 1) / target.reduce((size, extent) => size * (extent === -1 ? 1 : extent), 1)
  return target.length === 1 ? layer.add('flatten', {}) : layer.add('reshape', { target })
}

const permute: LayerConverter = (layer) => layer.add('permute', { order: [...(layer.numbers('dims') ?? [])] })

/** Of the last axis; the only one there is, in a list or alone. */
function requireLastAxis(layer: LayerContext): void {
  const axes = layer.numbers('axis') ?? [-1]
  const rank = layer.value.shape?.length
  if (axes.length !== 1 || !(axes[0] === -1 || axes[0] === rank)) throw new NotUnderstood(`it normalises the axis ${axes.join(', ')}: the studio’s channels are the last axis`)
}

const batchNormalisation: LayerConverter = (layer) => {
  requireLastAxis(layer)
  if (!layer.flag('scale', true) || !layer.flag('center', true)) layer.changed('it learns a scale and an offset here, which begin at 1 and 0')
  const weights = layer.weights({ gamma: 'gamma', beta: 'beta', movingMean: 'moving_mean', movingVariance: 'moving_variance' })
  return layer.add('batch-normalisation', { momentum: Math.min(layer.number('momentum', 0.99), 0.9999), epsilon: layer.number('epsilon', 0.001) }, { weights: withDefaults(weights, ['gamma', 'beta', 'movingMean', 'movingVariance']) })
}

/** Where the file has some of a layer's weights: ones and zeros for a scale or an offset it does without. */
function withDefaults(weights: Record<string, WeightArray>, names: readonly string[]): Record<string, WeightArray> {
  const [known] = Object.values(weights)
  if (known === undefined) return weights
  return Object.fromEntries(names.map((name) => [name, weights[name] ?? { shape: known.shape, data: new Float32Array(known.data.length).fill(name === 'gamma' ? 1 : 0) }]))
}

const layerNormalisation: LayerConverter = (layer) => {
  requireLastAxis(layer)
  const learned = layer.flag('scale', true) || layer.flag('center', true)
  const weights = learned ? withDefaults(layer.weights({ gamma: 'gamma', beta: 'beta' }), ['gamma', 'beta']) : {}
  return layer.add('layer-normalisation', { over: layer.shape.length === 1 ? 'example' : 'channels', epsilon: layer.number('epsilon', 0.001), scaleAndOffset: learned }, { weights })
}

const groupNormalisation: LayerConverter = (layer) => {
  requireLastAxis(layer)
  const learned = layer.flag('scale', true) || layer.flag('center', true)
  const groups = layer.number('groups', 32)
  const weights = learned ? withDefaults(layer.weights({ gamma: 'gamma', beta: 'beta' }), ['gamma', 'beta']) : {}
  return layer.add('group-normalisation', { groups: groups === -1 ? (layer.shape.at(-1) ?? 1) : groups, epsilon: layer.number('epsilon', 0.001), scaleAndOffset: learned }, { weights })
}

const activation: LayerConverter = (layer) => layer.add('activation', { kind: layer.activation() })

/** A slope other than the studio's own is a PReLU that begins there. */
function leaky(layer: LayerContext, slope: number): KerasValue {
  if (Math.abs(slope - 0.2) < 1e-6) return layer.add('activation', { kind: 'leaky-relu' })
  layer.changed(`its slope is ${slope} and leaky ReLU’s is 0.2 here: a PReLU that begins with ${slope} and may learn another`)
  return layer.add('prelu', { initialSlope: slope, perChannel: false }, { weights: { alpha: { shape: [1], data: Float32Array.of(slope) } } })
}

const relu: LayerConverter = (layer) => {
  const most = layer.layer.config['max_value']
  if (typeof most === 'number' || layer.number('threshold', 0) !== 0) throw new NotUnderstood('it is a ReLU with a limit or a threshold')
  const slope = layer.number('negative_slope', 0)
  return slope === 0 ? layer.add('activation', { kind: 'relu' }) : leaky(layer, slope)
}

const prelu: LayerConverter = (layer) => {
  const places = layer.shape.length - 1
  const axes = layer.numbers('shared_axes') ?? []
  if (axes.length !== places) throw new NotUnderstood('it has a slope for every place: PReLU here has one for every channel')
  const flat = ({ data }: WeightArray): WeightArray => ({ shape: [data.length], data })
  return layer.add('prelu', { initialSlope: 0, perChannel: true }, { weights: layer.weights({ alpha: 'alpha' }, flat) })
}

const elu: LayerConverter = (layer) => {
  if (layer.number('alpha', 1) !== 1) throw new NotUnderstood(`its alpha is ${layer.number('alpha', 1)}: ELU here has 1`)
  return layer.add('activation', { kind: 'elu' })
}

const softmax: LayerConverter = (layer) => {
  requireLastAxis(layer)
  return layer.add('activation', { kind: 'softmax' })
}

const rate =
  (type: 'dropout' | 'spatial-dropout'): LayerConverter =>
  (layer) =>
    layer.add(type, { rate: layer.number('rate', 0.5) })

const gaussianNoise: LayerConverter = (layer) => layer.add('gaussian-noise', { deviation: layer.number('stddev', 0.1) })

/** Several inputs, two at a time. */
const merge =
  (type: 'add' | 'multiply' | 'average' | 'concatenate'): LayerConverter =>
  (layer) => {
    const [first, ...others] = layer.values
    if (first === undefined || others.length === 0) throw new NotUnderstood('it joins fewer than two values')
    if (type === 'average' && others.length > 1) throw new NotUnderstood(`it takes the mean of ${layer.values.length} values at once`)
    const parameters: Record<string, ParameterValues[string]> = type === 'concatenate' ? { along: along(layer) } : {}
    return others.reduce<KerasValue>(
      (joined, next) =>
        layer.add(type, parameters, {
          from: [
            ['first', joined],
            ['second', next],
          ],
        }),
      first,
    )
  }

function along(layer: LayerContext): string {
  const axis = layer.number('axis', -1)
  const rank = layer.value.shape?.length
  if (axis === -1 || axis === rank) return 'last'
  if (axis === 1) return 'first'
  if (axis === 2) return 'second'
  throw new NotUnderstood(`it joins along the axis ${axis}`)
}

const embedding: LayerConverter = (layer) => layer.add('embedding', { classes: layer.number('input_dim', 0), size: layer.number('output_dim', 0) }, { weights: layer.weights({ table: 'embeddings' }) })

function requirePlainCell(layer: LayerContext): void {
  const gates = [layer.activation(), layer.activation(layer.layer.config['recurrent_activation'])]
  if (gates[0] !== 'tanh' || gates[1] !== 'sigmoid') throw new NotUnderstood(`its gates are ${gates.join(' and ')}: the studio’s are tanh and sigmoid`)
  if (layer.flag('go_backwards', false) || layer.flag('stateful', false) || !layer.flag('use_bias', true) || layer.flag('return_state', false)) throw new NotUnderstood('it walks backwards, keeps its state, gives its state, or has no bias')
}

const lstm: LayerConverter = (layer) => {
  requirePlainCell(layer)
  const gives = layer.flag('return_sequences', false) ? 'all' : 'last'
  // i, f, g, o in both.
  return layer.add('lstm', { units: layer.number('units', 0), gives }, { weights: layer.weights({ kernel: 'lstm_cell/kernel', recurrentKernel: 'lstm_cell/recurrent_kernel', bias: 'lstm_cell/bias' }) })
}

const gru: LayerConverter = (layer) => {
  requirePlainCell(layer)
  if (!layer.flag('reset_after', true)) throw new NotUnderstood('it resets before the product: GRU here resets after it (reset_after=True)')
  const units = layer.number('units', 0)
  // Gates z, r, n there; r, z, n here.
  const arrange = (array: WeightArray): WeightArray => {
    if (array.shape.at(-1) !== 3 * units) throw new NotUnderstood('its weights do not fit its units')
    const order = [1, 0, 2].flatMap((gate) => Array.from({ length: units }, (_, unit) => gate * units + unit))
    return takeAlong(array, array.shape.length - 1, order)
  }
  const { both, ...weights } = layer.weights({ kernel: 'gru_cell/kernel', recurrentKernel: 'gru_cell/recurrent_kernel', both: 'gru_cell/bias' }, arrange)
  const half = (from: number): WeightArray => ({ shape: [3 * units], data: (both?.data ?? new Float32Array(6 * units)).slice(from, from + 3 * units) })
  const biases: Record<string, WeightArray> = both === undefined || both.data.length !== 6 * units ? {} : { bias: half(0), recurrentBias: half(3 * units) }
  return layer.add('gru', { units, gives: layer.flag('return_sequences', false) ? 'all' : 'last' }, { weights: { ...weights, ...biases } })
}

const unchanged: LayerConverter = (layer) => layer.value

/** The reparameterisation that every VAE of a tutorial has as a layer of its own. */
export const sampling: LayerConverter = (layer) => {
  const [mean, logVariance] = layer.values
  if (mean === undefined || logVariance === undefined || layer.values.length !== 2) throw new NotUnderstood('it is a layer of its own making')
  layer.changed('it was taken for the draw of a VAE’s code, mean + exp(log-variance / 2) · ε: check that its inputs are the mean and the log-variance, in this order')
  return layer.add('gaussian-latent', {}, {
    from: [
      ['mean', mean],
      ['logVariance', logVariance],
    ],
  })
}

export const layerConverters: Readonly<Record<string, LayerConverter>> = {
  Activation: activation,
  Add: merge('add'),
  Average: merge('average'),
  AveragePooling2D: pooling('average-pool-2d'),
  BatchNormalization: batchNormalisation,
  Concatenate: merge('concatenate'),
  Conv1D: conv1d,
  Conv1DTranspose: transposed(1),
  Conv2D: conv2d,
  Conv2DTranspose: transposed(2),
  Cropping2D: (layer) => layer.add('cropping-2d', borders(layer, 'cropping')),
  Dense: dense,
  DepthwiseConv2D: depthwise,
  Dropout: rate('dropout'),
  ELU: elu,
  Embedding: embedding,
  Flatten: flatten,
  GaussianNoise: gaussianNoise,
  GlobalAveragePooling1D: globalPool('average'),
  GlobalAveragePooling2D: globalPool('average'),
  GlobalMaxPooling1D: globalPool('max'),
  GlobalMaxPooling2D: globalPool('max'),
  GRU: gru,
  GroupNormalization: groupNormalisation,
  Identity: unchanged,
  LayerNormalization: layerNormalisation,
  LeakyReLU: (layer) => leaky(layer, layer.number('negative_slope', layer.number('alpha', 0.3))),
  LSTM: lstm,
  MaxPooling2D: pooling('max-pool-2d'),
  Multiply: merge('multiply'),
  Permute: permute,
  PReLU: prelu,
  ReLU: relu,
  Reshape: reshape,
  SeparableConv2D: separable,
  Softmax: softmax,
  SpatialDropout1D: rate('spatial-dropout'),
  SpatialDropout2D: rate('spatial-dropout'),
  UpSampling2D: upsample,
  ZeroPadding2D: (layer) => layer.add('padding-2d', { ...borders(layer, 'padding'), fill: 'zeros' }),
}
