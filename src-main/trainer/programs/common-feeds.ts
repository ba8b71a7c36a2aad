// What every program is fed beside its batch: the random key and the schedule's values; see `commonSpecs`.
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import type { Model } from '../model'

export interface FeedMoment {
  readonly step: number
  readonly stepsPerEpoch: number
  /** Second half of the random key: what is drawn differs from one number to the next. */
  readonly keyStep: number
}

export function commonFeeds(model: Model, { step, stepsPerEpoch, keyStep }: FeedMoment): NamedArrays {
  const feeds: Record<string, NamedArray> = { key: { dtype: 'int32', shape: [2], data: Int32Array.of(model.experiment.training.seed, keyStep) } }
  for (const [name, value] of Object.entries(model.recipe.schedule(model.recipeParameters, { step, stepsPerEpoch }))) feeds[`schedule/${name}`] = scalar(value)
  return feeds
}

/** Of programs that only encode or decode: at no step, and nothing they give depends on a draw. */
export function readingFeeds(model: Model): NamedArrays {
  return commonFeeds(model, { step: 0, stepsPerEpoch: 1, keyStep: -1 })
}

export function scalar(value: number): NamedArray {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) }
}
