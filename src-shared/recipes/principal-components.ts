// Principal component analysis, in the form of an autoencoder of one linear layer each way: the baseline every other one is held
// against. Its weights are not learned but worked out, from the covariance of the whole training set.
// Pearson 1901; that a linear autoencoder with squared error spans the same plane: Baldi and Hornik 1989, Neural Networks 2, 53–58.
import { z } from 'zod'
import type { NamedArray, NamedArrays } from '../tensors/named-arrays'
import type { Problem } from '../problem'
import { checkReconstructionShape } from './parts/decoder-checks'
import { dataTensor, decodedTensor, decoderRole, encoderRole, modelPlayer } from './parts/encoder-decoder'
import { checkLinearLayer, linearLayerOf, linearLayerProblems, type LinearLayer } from './parts/linear-layer'
import { squaredError } from './parts/reconstruction-terms'
import { defineRecipe, type ForwardResult, type RecipeContext } from './recipe-definition'
import type { StageProgram, SymmetricDecomposition } from './training-stage'

/** Products of every pair of values are kept: 64 MB at this many. */
const MOST_VALUES = 4096

const parameters = z.object({})
type Context = RecipeContext<Readonly<Record<string, unknown>>>

function reconstruct(context: Context): ForwardResult {
  return context.forward('decoder', context.forward('encoder', context.x).output)
}

/** Sums over the batches that are seen: counts, values, products of pairs. */
function program(encoder: LinearLayer, decoder: LinearLayer): StageProgram {
  const { inputs: values, units } = encoder
  return {
    trains: [encoder.kernel, encoder.bias, decoder.kernel, decoder.bias],
    slots: { count: [], sum: [values], products: [values, values] },
    values: () => ({}),
    step: (context) => {
      const { tf } = context
      const x = tf.reshape(context.x, [context.x.shape[0] ?? 1, values])
      const squared = squaredError(tf, context.x, reconstruct(context).output)
      return {
        weights: {},
        slots: {
          count: tf.add(context.slot('count'), x.shape[0] ?? 1),
          sum: tf.add(context.slot('sum'), tf.sum(x, 0)),
          products: tf.add(context.slot('products'), tf.matMul(x, x, true)),
        },
        metrics: { loss: tf.mean(squared) },
      }
    },
    // Through both layers, for what is lost so far, and the product of each pair of values; the sums are read and written.
    work: (batchSize) => ({ operations: 14, denseProducts: batchSize * values * (2 * units + values), values: 8 * batchSize * values, updatedValues: 4 * values * values }),
    solve: (slots, decompose) => principalWeights(slots, { values, units, encoder, decoder }, decompose),
  }
}

interface Place {
  readonly values: number
  readonly units: number
  readonly encoder: LinearLayer
  readonly decoder: LinearLayer
}

/** z = (x − m) U, x̂ = z Uᵀ + m, with the eigenvectors of the covariance with the largest eigenvalues in U's columns, longest first. */
export function principalWeights(slots: NamedArrays, { values, units, encoder, decoder }: Place, decompose: SymmetricDecomposition): NamedArrays {
  const sum = numbersOf(slots, 'sum')
  const products = numbersOf(slots, 'products')
  const count = numbersOf(slots, 'count')[0] ?? 0
  const mean = Float64Array.from(sum, (value) => value / count)
  const covariance = new Float64Array(values * values)
  // Sums of float32 need not agree to the last bit on both sides of the diagonal.
  for (let a = 0; a < values; a += 1) {
    for (let b = 0; b < values; b += 1) covariance[a * values + b] = ((products[a * values + b] ?? 0) + (products[b * values + a] ?? 0)) / (2 * count) - (mean[a] ?? 0) * (mean[b] ?? 0)
  }
  const { vectors } = decompose(covariance, values)
  const up = new Float32Array(values * units)
  const down = new Float32Array(units * values)
  const bias = new Float32Array(units)
  for (let unit = 0; unit < units; unit += 1) {
    // The sign is free: the largest part of a direction is positive, so that equal data give equal codes.
    let largest = 0
    for (let value = 0; value < values; value += 1) if (Math.abs(vectors[unit * values + value] ?? 0) > Math.abs(vectors[unit * values + largest] ?? 0)) largest = value
    const sign = (vectors[unit * values + largest] ?? 0) < 0 ? -1 : 1
    let offset = 0
    for (let value = 0; value < values; value += 1) {
      const part = sign * (vectors[unit * values + value] ?? 0)
      up[value * units + unit] = part
      down[unit * values + value] = part
      offset += part * (mean[value] ?? 0)
    }
    bias[unit] = -offset
  }
  const array = (shape: readonly number[], data: Float32Array): NamedArray => ({ dtype: 'float32', shape, data })
  return { [encoder.kernel]: array([values, units], up), [encoder.bias]: array([units], bias), [decoder.kernel]: array([units, values], down), [decoder.bias]: array([values], Float32Array.from(mean)) }
}

function numbersOf(slots: NamedArrays, name: string): ArrayLike<number> {
  const array = slots[name]
  if (array === undefined) throw new Error(`No sums of ${name}`)
  return array.data
}

export const principalComponents = defineRecipe({
  id: 'principal-components',
  title: 'Principal component analysis',
  help: {
    text:
      'The plane through the data that keeps most of its spread, and so loses least in squared error of all linear codes. One pass over the data sums up what the covariance needs; ' +
      'at its end the main directions are worked out at once and become the weights of a linear encoder and decoder. Nothing is learned step by step, so it has no learning rate to set.',
    formula: 'z = (x - m) \\, U, \\quad \\hat{x} = z \\, U^\\top + m \\\\ \\tfrac{1}{N} \\sum_n (x_n - m)^\\top (x_n - m) = U_{\\mathrm{all}} \\, \\Lambda \\, U_{\\mathrm{all}}^\\top, \\quad U: \\text{ the directions of the largest } \\lambda',
    source: 'Pearson 1901, Philosophical Magazine 2, 559–572; as a linear autoencoder: Baldi and Hornik 1989, Neural Networks 2, 53–58',
  },
  parameters,
  roles: [encoderRole('z = (x − m) U'), decoderRole('x̂ = z Uᵀ + m')],
  players: [modelPlayer],
  metrics: () => [{ name: 'loss', title: 'Loss', unit: 'squared error', better: 'lower', splits: ['train', 'test'], group: 'Loss' }],
  primaryMetric: 'test/loss',
  drawing: () => ({ flows: [], losses: [{ id: 'reconstruction', title: 'Squared error', formula: '\\sum_i (x_i - \\hat{x}_i)^2', inputs: [dataTensor, decodedTensor], players: [modelPlayer.id] }] }),
  needs: () => [
    { role: 'encoder', text: 'one linear Dense layer', unmetBy: [...linearLayerProblems, 'too-many-values', 'more-components-than-values'] },
    { role: 'decoder', text: 'one linear Dense layer back to the data', unmetBy: [...linearLayerProblems, 'reconstruction-shape-mismatch'] },
  ],
  validate: ({ dataset, networks }): readonly Problem[] => {
    const { encoder, decoder } = networks
    const layer = linearLayerOf(encoder)
    const place = encoder === undefined ? {} : { network: encoder.network.id }
    return [
      ...checkLinearLayer(encoder, 'linear'),
      ...checkLinearLayer(decoder, 'linear'),
      ...checkReconstructionShape(decoder, dataset),
      ...(layer !== undefined && layer.inputs > MOST_VALUES
        ? [{ code: 'too-many-values', severity: 'error' as const, place, title: 'The data has too many values for a covariance matrix', expected: `at most ${MOST_VALUES} values in an example`, got: String(layer.inputs), fix: 'Make the examples smaller, or choose the recipe Autoencoder with linear layers' }]
        : []),
      ...(layer !== undefined && layer.units > layer.inputs
        ? [{ code: 'more-components-than-values', severity: 'error' as const, place, title: 'There are more components than values', expected: `at most ${layer.inputs} units`, got: String(layer.units), fix: 'Use fewer units' }]
        : []),
    ]
  },
  stages: ({ networks }) => {
    const encoder = linearLayerOf(networks['encoder'])
    const decoder = linearLayerOf(networks['decoder'])
    return encoder === undefined || decoder === undefined ? [] : [{ id: 'covariance', title: 'Covariance', epochs: null, program: program(encoder, decoder) }]
  },
  schedule: () => ({}),
  loss: (_player, context) => {
    const loss = context.tf.mean(squaredError(context.tf, context.x, reconstruct(context).output))
    return { loss, metrics: { loss } }
  },
  evaluate: (context) => ({ loss: squaredError(context.tf, context.x, reconstruct(context).output) }),
  reconstruct: (context) => ({ output: reconstruct(context).output }),
  latentShape: (networks) => networks['encoder']?.outputShape ?? undefined,
  encode: (context) => context.forward('encoder', context.x).output,
  decode: (context, latent) => context.forward('decoder', latent).output,
  sampling: 'code-statistics',
})
