// Rule E12: a run is longer than the stages before its last one, which trains for what is left.
import type { Problem } from '../problem'
import type { TrainingStage } from '../recipes/training-stage'
import type { Experiment } from './experiment'

/** @param stages of the recipe; none where it has none. */
export function stageProblems({ training }: Experiment, stages: readonly TrainingStage[]): readonly Problem[] {
  const last = stages.at(-1)
  const before = stages.slice(0, -1).reduce((sum, { epochs }) => sum + (epochs ?? 0), 0)
  if (last === undefined || before < training.epochs) return []
  const enough = before + training.epochs
  return [
    {
      code: 'stages-fill-run',
      severity: 'warning',
      place: { path: 'training.epochs' },
      title: `${last.title} never begins`,
      expected: `more than ${before} epochs: so many the ${stages.length - 1} stages before it take`,
      got: `${training.epochs} epochs in all`,
      fix: `Train ${enough} epochs, or shorten the stages before`,
      fixes: [{ label: `Train ${enough} epochs`, edits: [{ kind: 'set-value', path: 'training.epochs', value: enough }] }],
    },
  ]
}
