// The programs that only look: test metrics of a batch, codes of a batch, and what codes decode to. They leave the state alone.
import type { DatasetDescription } from '@shared/datasets/dataset-definition'
import { reconstructionQuality } from '@shared/recipes/parts/reconstruction-quality'
import { sizeOf, type Shape } from '@shared/tensors/shape'
import type { NamedTensors, Tensor } from '@shared/tensors/tf'
import type { ProgramDefinition } from '../../engines/engine'
import type { Model } from '../model'
import { commonSpecs, examplesSpec, labelsSpec, recipeContext, requiredTensor, scaleExamples } from './recipe-context'

/** Rows a call. Larger sets go through in several calls, the last one filled with other examples. */
export const EVALUATION_ROWS = 500
export const ENCODING_ROWS = 250
export const DECODING_ROWS = 100
/** Examples a call of the likelihood's estimate, and at most so many codes of each: as many decodings as five tests' calls have rows, however many codes are asked for. */
export const IMPORTANCE_ROWS = 50
export const IMPORTANCE_CODES = 50

/** Feeds: `x`, `y` where the recipe learns from labels, `key`, `schedule/<name>`. Outputs: the recipe's test metrics, or those of a stage, and, where it reconstructs, how well; `[rows]` each. */
export function evaluationProgram(model: Model, description: DatasetDescription, rows: number, evaluate = model.recipe.evaluate): ProgramDefinition {
  return {
    feeds: { ...commonSpecs(model), ...labelsSpec(model, rows), x: examplesSpec(description, rows) },
    run: (program, state, feeds) => {
      const x = scaleExamples(program.tf, description, requiredTensor(feeds, 'x'))
      const context = recipeContext({ model, program, feeds, weights: state, x, training: false })
      const own = evaluate(context)
      const reconstruction = model.recipe.reconstruct?.(context)
      return { outputs: reconstruction === undefined ? own : { ...own, ...reconstructionQuality(program.tf, description, x, reconstruction) } }
    },
  }
}

/** Feeds as evaluation. Output `logWeights`: `[codes, rows]`, of codes drawn by the key. Undefined where the recipe has no such estimate, or is not asked for it. */
export function importanceProgram(model: Model, description: DatasetDescription, { rows, codes }: { readonly rows: number; readonly codes: number }): ProgramDefinition | undefined {
  const { importance } = model.recipe
  if (importance === undefined || codes === 0) return undefined
  return {
    feeds: { ...commonSpecs(model), x: examplesSpec(description, rows) },
    run: (program, state, feeds) => {
      const x = scaleExamples(program.tf, description, requiredTensor(feeds, 'x'))
      return { outputs: { logWeights: importance.logWeights(recipeContext({ model, program, feeds, weights: state, x, training: false }), codes) } }
    },
  }
}

/**
 * Feeds as evaluation. Outputs `[rows, ...shape]`: `output`, and `shown` where the recipe damages what the encoder sees.
 * Undefined where the recipe reconstructs nothing.
 */
export function reconstructionProgram(model: Model, description: DatasetDescription, rows: number): ProgramDefinition | undefined {
  const { reconstruct, corrupt } = model.recipe
  if (reconstruct === undefined) return undefined
  return {
    feeds: { ...commonSpecs(model), x: examplesSpec(description, rows) },
    run: (program, state, feeds) => {
      const x = scaleExamples(program.tf, description, requiredTensor(feeds, 'x'))
      const context = recipeContext({ model, program, feeds, weights: state, x, training: false })
      const { output } = reconstruct(context)
      const outputs: NamedTensors = corrupt === undefined ? { output } : { output, shown: corrupt(context) }
      return { outputs }
    },
  }
}

/** Feeds: `x` `[1, ...shape of a page]`, `key`, `schedule/<name>`. Output `shown`: the page damaged as the recipe damages examples. */
export function pageDamageProgram(model: Model, description: DatasetDescription, shape: Shape): ProgramDefinition | undefined {
  const { corrupt } = model.recipe
  if (corrupt === undefined) return undefined
  return {
    feeds: { ...commonSpecs(model), x: { shape: [1, ...shape], dtype: description.storage } },
    run: (program, state, feeds) => {
      const x = scaleExamples(program.tf, description, requiredTensor(feeds, 'x'))
      return { outputs: { shown: corrupt(recipeContext({ model, program, feeds, weights: state, x, training: false })) } }
    },
  }
}

/** Feeds: `x` and `y` `[1, ...shape of a page]`, both bytes. Outputs: the quality figures of y as a reconstruction of x, `[1]` each. */
export function pageQualityProgram(shape: Shape): ProgramDefinition {
  const page = { shape: [1, ...shape], dtype: 'uint8' } as const
  return {
    feeds: { x: page, y: page },
    run: ({ tf }, _state, feeds) => {
      const picture = { storage: 'uint8', kind: 'image', range: [0, 1], shape } as const
      const [x, output] = [scaleExamples(tf, picture, requiredTensor(feeds, 'x')), scaleExamples(tf, picture, requiredTensor(feeds, 'y'))]
      return { outputs: reconstructionQuality(tf, picture, x, { output }) }
    },
  }
}

/** Feeds: `x`, `key`, `schedule/<name>`. Outputs `[rows]`: `predicted`, the most probable class, and `probability`, how probable it is. Undefined where the recipe tells no classes apart. */
export function classifyingProgram(model: Model, description: DatasetDescription, rows: number): ProgramDefinition | undefined {
  const { classify } = model.recipe
  if (classify === undefined) return undefined
  return {
    feeds: { ...commonSpecs(model), x: examplesSpec(description, rows) },
    run: (program, state, feeds) => {
      const { tf } = program
      const x = scaleExamples(tf, description, requiredTensor(feeds, 'x'))
      const probabilities = classify(recipeContext({ model, program, feeds, weights: state, x, training: false }))
      return { outputs: { predicted: tf.cast(tf.argMax(probabilities, 1), 'float32'), probability: tf.max(probabilities, 1) } }
    },
  }
}

/** Feeds as evaluation. Outputs `z` and, where the recipe has a prior for each code, `divergence`: `[rows, values in a code]`. Undefined where the recipe has no code. */
export function encodingProgram(model: Model, description: DatasetDescription, rows = ENCODING_ROWS): ProgramDefinition | undefined {
  const { recipe, latentShape } = model
  const { encode } = recipe
  if (encode === undefined || latentShape === undefined) return undefined
  return {
    feeds: { ...commonSpecs(model), x: examplesSpec(description, rows) },
    run: (program, state, feeds) => {
      const x = scaleExamples(program.tf, description, requiredTensor(feeds, 'x'))
      const context = recipeContext({ model, program, feeds, weights: state, x, training: false })
      const flat = (values: Tensor): Tensor => program.tf.reshape(values, [rows, sizeOf(latentShape)])
      const outputs: NamedTensors = { z: flat(encode(context)), ...(recipe.divergence === undefined ? {} : { divergence: flat(recipe.divergence(context)) }) }
      return { outputs }
    },
  }
}

/** Feeds: `z` `[rows, values in a code]`, `key`, `schedule/<name>`. Output `output`: `[rows, ...shape of an example]`. */
export function decodingProgram(model: Model, rows = DECODING_ROWS): ProgramDefinition | undefined {
  const { recipe, latentShape } = model
  const { decode } = recipe
  if (decode === undefined || latentShape === undefined) return undefined
  return {
    feeds: { ...commonSpecs(model), z: { shape: [rows, sizeOf(latentShape)], dtype: 'float32' } },
    run: (program, state, feeds) => {
      const z = program.tf.reshape(requiredTensor(feeds, 'z'), [rows, ...latentShape])
      return { outputs: { output: decode(recipeContext({ model, program, feeds, weights: state, training: false }), z) } }
    },
  }
}
