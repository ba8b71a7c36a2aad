// Which steps of a run belong to which of its stages. Steps count on over all stages: a stage is a stretch of the run's one clock.
import { z } from 'zod'
import type { TrainingStage } from '../recipes/training-stage'

export const plannedStageSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Steps finished when it begins. */
  beginStep: z.number().int().min(0),
  /** Steps finished when it ends; that of the next one's begin. */
  endStep: z.number().int().min(0),
})
export type PlannedStage = z.infer<typeof plannedStageSchema>

/** The stages a run of so many steps goes through: one that its end leaves no step is not among them. */
export function planStages(stages: readonly Pick<TrainingStage, 'id' | 'title' | 'epochs'>[], stepsPerEpoch: number, totalSteps: number): readonly PlannedStage[] {
  const planned: PlannedStage[] = []
  let beginStep = 0
  for (const { id, title, epochs } of stages) {
    const endStep = epochs === null ? totalSteps : Math.min(totalSteps, beginStep + epochs * stepsPerEpoch)
    if (endStep > beginStep) planned.push({ id, title, beginStep, endStep })
    beginStep = endStep
  }
  return planned
}

/** The stage that the next step after so many belongs to; the last one once all are done. */
export function stageAt(stages: readonly PlannedStage[], step: number): PlannedStage | undefined {
  return stages.find(({ endStep }) => step < endStep) ?? stages.at(-1)
}

/** `stage 2 of 5, RBM 2: 1000–500`; null of runs without stages. */
export function stageWords(stages: readonly PlannedStage[], step: number): string | null {
  const stage = stageAt(stages, step)
  return stage === undefined ? null : `stage ${stages.indexOf(stage) + 1} of ${stages.length}, ${stage.title}`
}
