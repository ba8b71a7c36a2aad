// Gives a recipe what it needs inside a program: the batch as networks see it, the schedule, and the networks by role.
import type { DatasetDescription } from '@shared/datasets/dataset-definition'
import { BINARISATION_STREAM, binarise } from '@shared/datasets/parts/binarisation'
import { forwardNetwork } from '@shared/graph/forward-network'
import type { RandomSource } from '@shared/layers/layer-definition'
import type { RecipeContext } from '@shared/recipes/recipe-definition'
import type { NamedTensors, Tensor, Tf } from '@shared/tensors/tf'
import type { FeedSpec, ProgramContext } from '../../engines/engine'
import type { Model } from '../model'

export interface RecipeContextInput {
  readonly model: Model
  readonly program: ProgramContext
  readonly feeds: NamedTensors
  /** Weights by full name. */
  readonly weights: NamedTensors
  /** Examples scaled as networks see them; absent for programs that only decode. */
  readonly x?: Tensor
  /** The class of each example; what was fed as `y` when left out. */
  readonly labels?: Tensor | undefined
  readonly training: boolean
  /** Begins the names of this update's random streams, so that no two updates of a step draw the same; empty for the first. */
  readonly streams?: string
  /** What the recipe prepared for this update. */
  readonly prepared?: NamedTensors
  /** Takes the new value of a moving average; absent outside training. */
  readonly update?: (name: string, value: Tensor) => void
}

export function recipeContext({ model, program, feeds, weights, x, labels = feeds['y'], training, update, streams = '', prepared = {} }: RecipeContextInput): RecipeContext<Readonly<Record<string, unknown>>> {
  const { tf } = program
  const source = program.random(requiredTensor(feeds, 'key'))
  const random = withPrefix(source, streams)
  const passes = new Map<string, number>()
  // A network that is run twice in one update sees the averages its first pass left.
  const averages = new Map<string, Tensor>()
  return {
    tf,
    parameters: model.recipeParameters,
    x: x ?? tf.zeros([1]),
    ...(labels === undefined ? {} : { labels }),
    scheduled: Object.fromEntries(scheduleNames(model).map((name) => [name, requiredTensor(feeds, `schedule/${name}`)])),
    training,
    random,
    prepared,
    forward: (role, input) => {
      const analysis = model.networks[role]
      if (analysis === undefined) throw new Error(`No network plays ${role}`)
      // By network, not by role: one that plays two roles draws anew in the second.
      const pass = (passes.get(analysis.network.id) ?? 0) + 1
      passes.set(analysis.network.id, pass)
      return forwardNetwork({
        tf,
        analysis,
        input,
        weight: (name) => averages.get(name) ?? requiredTensor(weights, name),
        update: (name, value) => {
          if (update === undefined) return
          averages.set(name, value)
          update(name, value)
        },
        training: training && analysis.network.frozen !== true,
        random: pass === 1 ? random : withPrefix(random, `pass ${pass}/`),
      })
    },
  }
}

function withPrefix(source: RandomSource, prefix: string): RandomSource {
  if (prefix === '') return source
  return { normal: (stream, shape) => source.normal(prefix + stream, shape), uniform: (stream, shape) => source.uniform(prefix + stream, shape) }
}

/** Bytes arrive as float32 of 0 to 255; networks see them in [0, 1]. */
export function scaleExamples(tf: Tf, description: Pick<DatasetDescription, 'storage'>, examples: Tensor): Tensor {
  return description.storage === 'uint8' ? tf.div(examples, 255) : examples
}

/** What a training step learns from: as `scaleExamples`, and where the data is binarised, drawn anew by the step's key. */
export function trainingExamples(program: ProgramContext, description: DatasetDescription, feeds: NamedTensors): Tensor {
  const { tf } = program
  const x = scaleExamples(tf, description, requiredTensor(feeds, 'x'))
  return description.binarised === true ? binarise(tf, x, program.random(requiredTensor(feeds, 'key')).uniform(BINARISATION_STREAM, x.shape)) : x
}

function scheduleNames(model: Model): readonly string[] {
  return Object.keys(model.recipe.schedule(model.recipeParameters, { step: 0, stepsPerEpoch: 1 })).sort()
}

export function examplesSpec(description: DatasetDescription, rows: number): FeedSpec {
  return { shape: [rows, ...description.shape], dtype: description.storage }
}

/** The class of each example, for recipes that learn from it. */
export function labelsSpec({ recipe }: Model, rows: number): Readonly<Record<string, FeedSpec>> {
  return recipe.labelled === undefined ? {} : { y: { shape: [rows], dtype: 'int32' } }
}

/** The feeds every program shares: the random key and the schedule's values. */
export function commonSpecs(model: Model): Readonly<Record<string, FeedSpec>> {
  const specs: Record<string, FeedSpec> = { key: { shape: [2], dtype: 'int32' } }
  for (const name of scheduleNames(model)) specs[`schedule/${name}`] = { shape: [], dtype: 'float32' }
  return specs
}

export function requiredTensor(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors[name]
  if (tensor === undefined) throw new Error(`There is no tensor ${name}`)
  return tensor
}
