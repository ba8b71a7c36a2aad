// A sweep over the number of labels: which runs it consists of, and which of them a run was. Runs of one sweep share a tag; what each
// of them is, its own experiment says.
import { StudioError } from '../studio-error'
import type { Experiment } from './experiment'
import { analyseExperiment } from './analyse-experiment'
import { formatCount } from '../layers/words'

/** frozen, fine-tuned: the encoder as pretraining left it, or learning on; scratch: the same networks from drawn weights. */
export const sweepVariants = ['frozen', 'fine-tuned', 'scratch'] as const
export type SweepVariant = (typeof sweepVariants)[number]

export const variantTitles: Readonly<Record<SweepVariant, string>> = { frozen: 'Pretrained, frozen', 'fine-tuned': 'Pretrained, fine-tuned', scratch: 'From scratch' }

/** Offered where the data has as many. */
export const usualCounts: readonly number[] = [10, 30, 100, 300, 1000, 3000, 10_000, 60_000]

/** With more labels than these, runs of different seeds hardly differ: one is enough. */
export const ONE_SEED_ABOVE = 3000

/** Begins the tag of a sweep's runs. */
const SWEEP_TAG = 'labels '

/** Ids of the recipes that learn classes from some of the labels. */
export const CLASSIFIER = 'classifier'
const TWO_STAGES = 'pretrained-classifier'

export function isClassifier({ recipe }: Pick<Experiment, 'recipe'>): boolean {
  return recipe.id === CLASSIFIER || recipe.id === TWO_STAGES
}

function encoderId({ recipe }: Experiment): string | undefined {
  return Object.hasOwn(recipe.roles, 'encoder') ? recipe.roles['encoder'] : undefined
}

/** Which of the three an experiment is. */
export function variantOf(experiment: Experiment): SweepVariant {
  const { id, parameters } = experiment.recipe
  if (id === TWO_STAGES) {
    if (parameters['pretrainingEpochs'] === 0) return 'scratch'
    return parameters['encoder'] === 'frozen' ? 'frozen' : 'fine-tuned'
  }
  const encoder = experiment.networks.find((network) => network.id === encoderId(experiment))
  if (encoder?.startingWeights === undefined) return 'scratch'
  return encoder.frozen === true ? 'frozen' : 'fine-tuned'
}

/** Those an experiment can be made into: without starting weights, and without pretraining, there is only one. */
export function variantsOf(experiment: Experiment): readonly SweepVariant[] {
  const { id, parameters } = experiment.recipe
  const pretrained = id === TWO_STAGES ? parameters['pretrainingEpochs'] !== 0 : experiment.networks.some((network) => network.id === encoderId(experiment) && network.startingWeights !== undefined)
  return pretrained ? sweepVariants : ['scratch']
}

function usualPretraining(experiment: Experiment): number {
  const epochs = analyseExperiment(experiment).recipeParameters?.['pretrainingEpochs']
  return typeof epochs === 'number' ? epochs : 0
}

/** The same experiment as another variant. Every variant trains its classifier for equally many steps. */
function asVariant(experiment: Experiment, variant: SweepVariant): Experiment {
  const { recipe, training } = experiment
  if (recipe.id === TWO_STAGES) {
    if (variant !== 'scratch') return { ...experiment, recipe: { ...recipe, parameters: { ...recipe.parameters, encoder: variant } } }
    const epochs = Math.max(1, training.epochs - usualPretraining(experiment))
    return { ...experiment, recipe: { ...recipe, parameters: { ...recipe.parameters, encoder: 'fine-tuned', pretrainingEpochs: 0 } }, training: { ...training, epochs } }
  }
  const networks = experiment.networks.map((network) => {
    if (network.id !== encoderId(experiment)) return network
    const { frozen: _frozen, startingWeights, ...rest } = network
    return { ...rest, ...(variant === 'frozen' ? { frozen: true as const } : {}), ...(variant === 'scratch' || startingWeights === undefined ? {} : { startingWeights }) }
  })
  return { ...experiment, networks }
}

export interface SweepPlan {
  readonly counts: readonly number[]
  readonly variants: readonly SweepVariant[]
  /** Runs for each count and variant, up to `ONE_SEED_ABOVE` labels. */
  readonly seeds: number
}

export interface SweepRun {
  readonly labels: number
  readonly variant: SweepVariant
  readonly seed: number
  readonly experiment: Experiment
}

/**
 * Every run of a sweep, few labels first, so that the curve is soon there. Seeds count on from the experiment's own; one seed draws
 * the same labels for every variant.
 * @throws StudioError `sweep-not-a-classifier`, `sweep-empty`
 */
export function planSweep(experiment: Experiment, { counts, variants, seeds }: SweepPlan): readonly SweepRun[] {
  if (!isClassifier(experiment)) throw new StudioError({ code: 'sweep-not-a-classifier', message: `“${experiment.name}” tells no classes apart: it has no labels to sweep over.`, path: 'recipe.id', expected: 'the recipe classifier, or pretrained-classifier', got: experiment.recipe.id, fix: 'Make one of a run: “Use for classification…”, or `studio classify <run>`' })
  const possible = variantsOf(experiment)
  const wanted = sweepVariants.filter((variant) => variants.includes(variant) && possible.includes(variant))
  const sorted = [...new Set(counts)].toSorted((a, b) => a - b)
  if (wanted.length === 0 || sorted.length === 0) {
    throw new StudioError({ code: 'sweep-empty', message: 'The sweep has no runs.', path: wanted.length === 0 ? 'variants' : 'labels', expected: `numbers of labels, and some of ${possible.join(', ')}`, got: wanted.length === 0 ? `variants ${variants.join(', ') || 'none'}` : 'no numbers of labels', fix: possible.length === 1 ? 'Only from scratch is possible: the encoder has no starting weights' : 'Choose some' })
  }
  return sorted.flatMap((labels) =>
    Array.from({ length: labels > ONE_SEED_ABOVE ? 1 : Math.max(1, seeds) }, (_, index) => experiment.training.seed + index).flatMap((seed) =>
      wanted.map((variant): SweepRun => {
        const own = asVariant(experiment, variant)
        const name = `${experiment.name}: ${formatCount(labels)} labels, ${variant === 'scratch' ? 'from scratch' : variant}`
        return { labels, variant, seed, experiment: { ...own, name: name.slice(-120), recipe: { ...own.recipe, parameters: { ...own.recipe.parameters, labels } }, training: { ...own.training, seed } } }
      }),
    ),
  )
}

/** Where a run of a sweep lies in its figure; null of other runs. @param trainCount labels there are, for those that use all. */
export function sweepPlaceOf(experiment: Experiment, trainCount: number | undefined): { readonly labels: number; readonly variant: SweepVariant; readonly seed: number } | null {
  if (!isClassifier(experiment)) return null
  const labels = experiment.recipe.parameters['labels']
  const count = typeof labels === 'number' && labels > 0 ? labels : trainCount
  return count === undefined ? null : { labels: count, variant: variantOf(experiment), seed: experiment.training.seed }
}

export interface SweepPoint {
  readonly labels: number
  readonly mean: number
  /** Of the runs, with one fewer in the denominator; null of a single run. */
  readonly deviation: number | null
  readonly count: number
}

/** Mean and standard deviation over seeds, by variant, fewest labels first. */
export function summariseSweep(results: readonly { readonly labels: number; readonly variant: SweepVariant; readonly value: number }[]): Readonly<Record<SweepVariant, readonly SweepPoint[]>> {
  const pointsOf = (variant: SweepVariant): readonly SweepPoint[] => {
    const own = results.filter((result) => result.variant === variant)
    return [...new Set(own.map(({ labels }) => labels))].toSorted((a, b) => a - b).map((labels) => {
      const values = own.filter((result) => result.labels === labels).map(({ value }) => value)
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      const deviation = values.length < 2 ? null : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
      return { labels, mean, deviation, count: values.length }
    })
  }
  return { frozen: pointsOf('frozen'), 'fine-tuned': pointsOf('fine-tuned'), scratch: pointsOf('scratch') }
}

/** `labels 3`: a tag no run has yet. */
export function newSweepTag(taken: Iterable<string>): string {
  const used = new Set(taken)
  for (let number = 1; ; number += 1) if (!used.has(`${SWEEP_TAG}${number}`)) return `${SWEEP_TAG}${number}`
}

export function isSweepTag(tag: string): boolean {
  return tag.startsWith(SWEEP_TAG) && /^\d+$/.test(tag.slice(SWEEP_TAG.length))
}
