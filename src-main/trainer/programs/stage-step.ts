// The programs of a stage that has a step of its own: one that trains on a batch, one that tests on a batch. Pure, like any step.
import type { DatasetDescription } from '@shared/datasets/dataset-definition'
import type { StageContext, StageProgram } from '@shared/recipes/training-stage'
import type { NamedTensors, Tensor } from '@shared/tensors/tf'
import type { FeedSpec, ProgramContext, ProgramDefinition } from '../../engines/engine'
import { stageSlotName, type Model } from '../model'
import { commonSpecs, examplesSpec, recipeContext, requiredTensor, scaleExamples, trainingExamples } from './recipe-context'

/** How a fed value of a stage is called among the feeds. */
export function stageFeed(value: string): string {
  return `stage/${value}`
}

function stageSpecs(model: Model, program: StageProgram): Readonly<Record<string, FeedSpec>> {
  const names = Object.keys(program.values({ step: 0, stepsPerEpoch: 1 }))
  return { ...commonSpecs(model), ...Object.fromEntries(names.map((name) => [stageFeed(name), { shape: [], dtype: 'float32' as const }])) }
}

interface StagePlace {
  readonly model: Model
  readonly description: DatasetDescription
  /** Of the stage. */
  readonly id: string
  readonly stage: StageProgram
}

function stageContext({ model, description, id, stage }: StagePlace, program: ProgramContext, state: NamedTensors, feeds: NamedTensors, training: boolean): StageContext {
  const x = training ? trainingExamples(program, description, feeds) : scaleExamples(program.tf, description, requiredTensor(feeds, 'x'))
  const values = Object.keys(stage.values({ step: 0, stepsPerEpoch: 1 }))
  return {
    ...recipeContext({ model, program, feeds, weights: state, x, training }),
    weight: (fullName) => requiredTensor(state, fullName),
    slot: (name) => requiredTensor(state, stageSlotName(id, name)),
    values: Object.fromEntries(values.map((name) => [name, requiredTensor(feeds, stageFeed(name))])),
  }
}

/** Feeds: `x`, `key`, `stage/<value>`, `schedule/<name>`. Outputs: the stage's training metrics, scalars. */
export function stageStep(place: StagePlace): ProgramDefinition {
  const { model, description, id, stage } = place
  const trains = new Set(stage.trains)
  return {
    feeds: { ...stageSpecs(model, stage), x: examplesSpec(description, model.batchesPerStep * model.experiment.training.batchSize) },
    run: (program, state, feeds) => {
      const { weights, slots, metrics } = stage.step(stageContext(place, program, state, feeds, true))
      const changed: Record<string, Tensor> = {}
      for (const [name, tensor] of Object.entries(weights)) {
        if (!trains.has(name)) throw new Error(`The stage ${id} changes ${name}, which it does not say it trains`)
        changed[name] = tensor
      }
      for (const [name, tensor] of Object.entries(slots)) changed[stageSlotName(id, name)] = tensor
      return { state: changed, outputs: metrics }
    },
  }
}

/** Feeds as the step, with `rows` examples. Output `mean`: what each unit gives on average, `[units]`. Undefined where the stage shows none. */
export function stageActivities(place: StagePlace, rows: number): ProgramDefinition | undefined {
  const { activities } = place.stage
  if (activities === undefined) return undefined
  return {
    feeds: { ...stageSpecs(place.model, place.stage), x: examplesSpec(place.description, rows) },
    run: (program, state, feeds) => ({ outputs: { mean: program.tf.mean(activities(stageContext(place, program, state, feeds, false)), 0) } }),
  }
}

/** Feeds as the step, with `rows` examples. Outputs: the stage's test metrics, `[rows]` each. */
export function stageEvaluation(place: StagePlace, rows: number): ProgramDefinition {
  return {
    feeds: { ...stageSpecs(place.model, place.stage), x: examplesSpec(place.description, rows) },
    run: (program, state, feeds) => ({ outputs: place.stage.evaluate?.(stageContext(place, program, state, feeds, false)) ?? {} }),
  }
}
