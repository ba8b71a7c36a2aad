// What the steps of a whole run compute: of each stage, and on average.
import type { Experiment } from '../experiment/experiment'
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import { stepsPerEpoch } from '../experiment/steps-per-epoch'
import { validationContext } from '../experiment/validation-context'
import { onlyStage } from '../recipes/training-stage'
import { planStages } from '../run/stage-plan'
import { stepWork } from './step-work'
import { addWork, NO_WORK, type Work } from './work'

export interface StageWork {
  readonly title: string
  readonly steps: number
  /** Of one of its steps. */
  readonly work: Work
}

export interface RunWork {
  readonly stepsPerEpoch: number
  readonly totalSteps: number
  /** One of a recipe without stages. */
  readonly stages: readonly StageWork[]
  /** Of a step, the mean over the run. */
  readonly work: Work
}

/** Undefined where recipe or dataset are not known. */
export function runWork({ training }: Pick<Experiment, 'training'>, analysis: ExperimentAnalysis): RunWork | undefined {
  const { recipe, recipeParameters, dataset, networksByRole } = analysis
  const perEpoch = stepsPerEpoch(analysis, training.batchSize)
  if (recipe === undefined || recipeParameters === undefined || dataset === undefined || perEpoch === undefined) return undefined
  const totalSteps = Math.min(training.epochs * perEpoch, training.steps ?? Number.POSITIVE_INFINITY)
  const listed = recipe.stages?.(validationContext({ parameters: recipeParameters, dataset, networks: networksByRole })) ?? []
  const known = new Map((listed.length === 0 ? [onlyStage] : listed).map((stage) => [stage.id, stage]))
  const stages = planStages([...known.values()], perEpoch, totalSteps).flatMap(({ id, title, beginStep, endStep }) => {
    const work = stepWork(analysis, training.batchSize, known.get(id))
    return work === undefined ? [] : [{ title, steps: endStep - beginStep, work }]
  })
  const work = stages.reduce<Work>((sum, stage) => addWork(sum, stage.work, stage.steps / totalSteps), NO_WORK)
  return { stepsPerEpoch: perEpoch, totalSteps, stages, work }
}
