// Whether a run is the baseline another needs, so that none is trained twice.
import { analyseExperiment } from '../experiment/analyse-experiment'
import { contentText } from '../experiment/content-text'
import type { Choice, Experiment } from '../experiment/experiment'
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import { stepsPerEpoch } from '../experiment/steps-per-epoch'
import { findDataset } from '../datasets/catalogue'
import { findRecipe } from '../recipes/catalogue'
import { sizeOf } from '../tensors/shape'

/** The same examples in the same order, a default spelled out or not. */
export function sameData(a: Choice, b: Choice): boolean {
  return sameChoice(a, b, findDataset(a.id)?.parameters)
}

/** The same recipe with the same settings on the same data, a code of as many values, and at least as many examples seen. */
export function isSameBaseline(candidate: Experiment, wanted: Experiment): boolean {
  if (!sameChoice(candidate.recipe, wanted.recipe, findRecipe(wanted.recipe.id)?.parameters) || !sameData(candidate.dataset, wanted.dataset)) return false
  const [found, asked] = [analyseExperiment(candidate), analyseExperiment(wanted)]
  return codeSize(found) === codeSize(asked) && examplesSeen(candidate, found) >= examplesSeen(wanted, asked)
}

function sameChoice(a: { readonly id: string; readonly parameters: Choice['parameters'] }, b: typeof a, schema: { safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown } } | undefined): boolean {
  const spelled = ({ parameters }: typeof a): string => {
    const parsed = schema?.safeParse(parameters)
    return contentText((parsed?.success === true ? parsed.data : parameters) as Choice['parameters'])
  }
  return a.id === b.id && spelled(a) === spelled(b)
}

function codeSize({ recipe, networksByRole }: ExperimentAnalysis): number {
  return sizeOf(recipe?.latentShape(networksByRole) ?? [0])
}

function examplesSeen({ training }: Experiment, analysis: ExperimentAnalysis): number {
  const steps = training.epochs * (stepsPerEpoch(analysis, training.batchSize) ?? 0)
  return Math.min(steps, training.steps ?? Infinity) * training.batchSize
}
