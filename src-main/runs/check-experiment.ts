// The last look before a run starts: an experiment with faults is refused in words, all of its faults named.
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { memoryProblems, type MachineMemory } from '@shared/cost/memory-problems'
import type { Experiment } from '@shared/experiment/experiment'
import { judgedBy } from '@shared/experiment/judged-by'
import { findRecipe } from '@shared/recipes/catalogue'
import { StudioError } from '@shared/studio-error'

const MOST_NAMED = 8

/** Returns the metric the run is judged by. @param memory of this machine: what it certainly cannot hold is refused. @throws StudioError `experiment-invalid` listing the problems. */
export function checkExperiment(experiment: Experiment, memory?: MachineMemory): { readonly primaryMetric: string } {
  const analysis = analyseExperiment(experiment)
  const fitting = memory === undefined ? [] : memoryProblems(experiment, analysis, memory, 0)
  const errors = [...analysis.problems, ...fitting].filter((problem) => problem.severity === 'error')
  const first = errors[0]
  const recipe = findRecipe(experiment.recipe.id)
  if (first === undefined && recipe !== undefined) return { primaryMetric: judgedBy(recipe, analysis.dataset) }
  const titles = errors.slice(0, MOST_NAMED).map((problem) => problem.title)
  if (errors.length > MOST_NAMED) titles.push(`and ${errors.length - MOST_NAMED} more`)
  const place = first === undefined ? 'recipe.id' : (first.place.path ?? first.place.node ?? first.place.network)
  throw new StudioError({
    code: 'experiment-invalid',
    message:
      errors.length <= 1
        ? `“${experiment.name}” cannot be trained: ${first?.title ?? `unknown recipe ${experiment.recipe.id}`}`
        : `“${experiment.name}” cannot be trained, ${errors.length} problems: ${titles.join('; ')}`,
    ...(place === undefined ? {} : { path: place }),
    ...(first === undefined ? {} : { expected: first.expected, got: first.got, fix: first.fix }),
  })
}
