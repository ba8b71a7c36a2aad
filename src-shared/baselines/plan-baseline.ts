// The experiment of a baseline for another: the same data, a code of as many values, the same test examples in its pictures; or why
// there can be none, in words.
import { analyseExperiment } from '../experiment/analyse-experiment'
import type { Experiment } from '../experiment/experiment'
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import { formatCount } from '../layers/words'
import type { StudioErrorDetail } from '../studio-error'
import { sizeOf } from '../tensors/shape'
import type { BaselineDefinition, BaselineSource } from './baseline-definition'

/** One seed for all, so that equal data and size give one baseline, whoever asks. */
const SEED = 1

export type BaselinePlan = { readonly experiment: Experiment; readonly codeSize: number } | { readonly problem: StudioErrorDetail }

export function planBaseline(experiment: Experiment, baseline: BaselineDefinition, analysis: ExperimentAnalysis = analyseExperiment(experiment)): BaselinePlan {
  const refuse = (code: string, message: string, more: Omit<StudioErrorDetail, 'code' | 'message'>): BaselinePlan => ({ problem: { code, message, ...more } })
  const { recipe, dataset, networksByRole } = analysis
  if (recipe === undefined || dataset === undefined) {
    return refuse('baseline-unknown-experiment', `This studio does not know the ${recipe === undefined ? `recipe ${experiment.recipe.id}` : `data ${experiment.dataset.id}`}.`, { fix: 'Open it with the studio it was trained in' })
  }
  if (recipe.id === baseline.recipe) return refuse('baseline-of-itself', `This is ${baseline.title} itself.`, { fix: 'Compare it with the runs of other recipes' })
  if (recipe.encode === undefined || recipe.reconstruct === undefined) {
    return refuse('baseline-without-reconstruction', `${recipe.title} makes no code of an example and gives none back: there is nothing to compare.`, {
      expected: 'a recipe that encodes and reconstructs, such as Autoencoder',
      got: recipe.title,
      fix: 'Choose a run of an autoencoder',
    })
  }
  const code = recipe.latentShape(networksByRole)
  if (code === undefined) return refuse('baseline-without-code', 'The size of its code is not known: its networks have faults.', { fix: 'Mend them in Design' })
  const source: BaselineSource = { dataset, codeSize: sizeOf(code) }
  const values = sizeOf(dataset.shape)
  if (source.codeSize >= values) {
    return refuse('baseline-code-too-large', `A linear code of ${formatCount(source.codeSize)} values gives every example of ${formatCount(values)} back exactly.`, {
      expected: `a code of fewer than ${formatCount(values)} values`,
      got: formatCount(source.codeSize),
      fix: 'Compare a run with a smaller code',
    })
  }
  const planned = experimentOf(experiment, baseline, source, analysis.datasetDefinition?.title ?? experiment.dataset.id)
  // Whatever else the recipe asks: values in [0, 1], not too many of them.
  const [fault] = analyseExperiment(planned).problems.filter(({ severity }) => severity === 'error')
  if (fault !== undefined) return refuse(`baseline-${fault.code}`, `${fault.title}.`, { expected: fault.expected, got: fault.got, fix: 'There is no such baseline for this data' })
  return { experiment: planned, codeSize: source.codeSize }
}

function experimentOf({ format, version, dataset, recording }: Experiment, baseline: BaselineDefinition, source: BaselineSource, title: string): Experiment {
  const { networks, recipe, training, recordEverySteps } = baseline.parts(source)
  const { sampleCount, reconstructionCount, latentCount } = recording
  return {
    format,
    version,
    name: `${baseline.title} of ${formatCount(source.codeSize)}, ${title}`.slice(0, 120),
    description: `${baseline.text}. A baseline for runs whose code holds ${formatCount(source.codeSize)} ${source.codeSize === 1 ? 'number' : 'numbers'} on this data.`,
    networks,
    recipe,
    dataset,
    training: { ...training, seed: SEED },
    recording: { evaluateEverySteps: recordEverySteps, snapshotEverySteps: recordEverySteps, checkpointEverySteps: recordEverySteps, sampleCount, reconstructionCount, latentCount, keepLast: 1 },
  }
}
