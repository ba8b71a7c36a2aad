// What an experiment will cost before it is trained: memory, time a step, an epoch and the whole run, each with what it consists of.
// Times need the speeds that calibration measured on the machine; without them they are null, never guessed.
import type { Experiment } from '../experiment/experiment'
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import { validationContext } from '../experiment/validation-context'
import type { ImportancePlan } from '../recipes/recipe-definition'
import { sizeOf } from '../tensors/shape'
import type { Calibration } from './calibration'
import { fitSpeed, timeOf, type MeasuredStep, type Speed } from './fit-speed'
import { estimateMemory, type MemoryEstimate } from './memory'
import { networkWork } from './network-work'
import { runWork } from './run-work'
import { addWork, NO_WORK, type Work } from './work'

/** What is known of a machine's speed. */
export interface MachineCost {
  readonly speed: Speed
  readonly engineBytes: number
}

export interface TimeEstimate {
  /** The mean over the run, where it goes through stages. */
  readonly stepMs: number
  /** Of a step. */
  readonly byKind: Work
  readonly stages: readonly StageTime[]
  /** One test on the whole test set, and on the whole validation set where there is one. */
  readonly testMs: number
  /** Steps and a test; pictures and checkpoints not counted. */
  readonly epochMs: number
  /** With the likelihood's estimate at the end, where one is asked for. */
  readonly runMs: number
}

/** One of a recipe without stages. */
export interface StageTime {
  readonly title: string
  readonly steps: number
  readonly stepMs: number
}

export interface CostEstimate {
  /** Of a step, the mean over the run. */
  readonly work: Work
  readonly stepsPerEpoch: number
  readonly totalSteps: number
  /** Null until the machine was measured. */
  readonly time: TimeEstimate | null
  /** Without the engine's own memory until the machine was measured. */
  readonly memory: MemoryEstimate
}

/** Steps of finished runs of this machine count so much more than the small ones of calibration. */
const RUN_WEIGHT = 2

/** Values read or written for each value of an example that a decoded code is compared with. */
const LIKELIHOOD_PASSES = 8

/** The speeds that fit what was measured, calibration and finished runs together. */
export function machineCost(calibration: Calibration, runs: readonly MeasuredStep[] = []): MachineCost {
  return { speed: fitSpeed([...calibration.steps, ...runs.map((run) => ({ ...run, weight: RUN_WEIGHT }))]), engineBytes: calibration.engineBytes }
}

/** Undefined where recipe or dataset are not known: nothing can be said of such an experiment. */
export function estimateCost(experiment: Experiment, analysis: ExperimentAnalysis, machine: MachineCost | null): CostEstimate | undefined {
  const run = runWork(experiment, analysis)
  const memory = estimateMemory(analysis, experiment.training.batchSize, machine?.engineBytes ?? 0)
  if (run === undefined || memory === undefined) return undefined
  const { work, stepsPerEpoch, totalSteps } = run
  if (machine === null) return { work, stepsPerEpoch, totalSteps, time: null, memory }
  const { totalMs: stepMs, byKind } = timeOf(work, machine.speed)
  const stages = run.stages.map((stage) => ({ title: stage.title, steps: stage.steps, stepMs: timeOf(stage.work, machine.speed).totalMs }))
  const likelihood = likelihoodWork(analysis)
  const likelihoodMs = likelihood === null ? 0 : timeOf(likelihood.work, machine.speed).totalMs
  const atTests = likelihood?.when === 'tests' ? likelihoodMs : 0
  const testMs = timeOf(testWork(analysis), machine.speed).totalMs + atTests
  const testEvery = experiment.recording.evaluateEverySteps ?? stepsPerEpoch
  return {
    work,
    stepsPerEpoch,
    totalSteps,
    time: {
      stepMs,
      byKind,
      stages,
      testMs,
      epochMs: stepsPerEpoch * stepMs + (stepsPerEpoch / testEvery) * testMs,
      runMs: totalSteps * stepMs + Math.ceil(totalSteps / testEvery) * testMs + (likelihoodMs - atTests),
    },
    memory,
  }
}

/** What estimating ln p(x) takes once: so many codes of every test example, decoded and compared with it. Null where it is not asked for. */
function likelihoodWork({ recipe, recipeParameters, networksByRole, dataset }: ExperimentAnalysis): { readonly work: Work; readonly when: ImportancePlan['when'] } | null {
  const plan = recipeParameters === undefined ? null : (recipe?.importance?.plan(recipeParameters) ?? null)
  const decoder = networksByRole[recipe?.importance?.role ?? '']
  if (plan === null || decoder === undefined || dataset === undefined) return null
  const { forward } = networkWork(decoder)
  const each: Work = { ...forward, operations: 0, values: forward.values + LIKELIHOOD_PASSES * sizeOf(dataset.shape) }
  return { work: addWork(NO_WORK, each, plan.samples * dataset.testCount), when: plan.when }
}

/** Every role once forward over the test and the validation set, and what the recipe does beside. */
function testWork({ recipe, recipeParameters, networksByRole, dataset }: ExperimentAnalysis): Work {
  const rows = (dataset?.testCount ?? 0) + (dataset?.validationCount ?? 0)
  const networks = Object.values(networksByRole).reduce<Work>((sum, analysis) => addWork(sum, { ...networkWork(analysis).forward, operations: 0 }, rows), NO_WORK)
  if (recipe?.besides === undefined || recipeParameters === undefined || dataset === undefined) return networks
  return addWork(networks, { ...NO_WORK, ...recipe.besides(validationContext({ parameters: recipeParameters, dataset, networks: networksByRole }), rows, 'testing'), operations: 0 })
}
