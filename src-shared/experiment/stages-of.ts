// The stages a run of an experiment will go through, before there is a run.
import type { ExperimentAnalysis } from './experiment-analysis'
import { planStages, type PlannedStage } from '../run/stage-plan'
import type { Experiment } from './experiment'
import { stepsPerEpoch } from './steps-per-epoch'
import { validationContext } from './validation-context'

export interface ExpectedStages {
  readonly stages: readonly PlannedStage[]
  readonly stepsPerEpoch: number
}

/** Null where the recipe has none, or too little is known. */
export function stagesOf({ training }: Experiment, analysis: ExperimentAnalysis): ExpectedStages | null {
  const { recipe, recipeParameters, dataset, networksByRole } = analysis
  const perEpoch = stepsPerEpoch(analysis, training.batchSize)
  if (recipe?.stages === undefined || recipeParameters === undefined || dataset === undefined || perEpoch === undefined) return null
  const whole = perEpoch * training.epochs
  const listed = recipe.stages(validationContext({ parameters: recipeParameters, dataset, networks: networksByRole }))
  return { stages: planStages(listed, perEpoch, training.steps === null ? whole : Math.min(training.steps, whole)), stepsPerEpoch: perEpoch }
}
