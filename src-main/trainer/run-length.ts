// How long a run is: steps that make an epoch, steps in all. A step eats one or several batches, as the recipe says.
import { planStages, type PlannedStage } from '@shared/run/stage-plan'
import { ExampleStream } from './example-stream'
import type { Model } from './model'

/** The stream of a run's examples, all of a step's batches at once. */
export function exampleStream({ experiment, batchesPerStep }: Model, trainCount: number): ExampleStream {
  const { seed, batchSize } = experiment.training
  return new ExampleStream(seed, trainCount, batchesPerStep * batchSize)
}

export interface RunLength {
  readonly stepsPerEpoch: number
  readonly totalSteps: number
  /** Those that have steps, in order. */
  readonly stages: readonly PlannedStage[]
}

export function runLength(model: Model, trainCount: number): RunLength {
  const { epochs, steps } = model.experiment.training
  const { stepsPerEpoch } = exampleStream(model, trainCount)
  const planned = epochs * stepsPerEpoch
  const totalSteps = steps === null ? planned : Math.min(planned, steps)
  return { stepsPerEpoch, totalSteps, stages: planStages(model.stages, stepsPerEpoch, totalSteps) }
}
