// What an experiment will cost before it is trained: memory, time a step, an epoch and the whole run, each with what it consists of.
// Times need the speeds that calibration measured on the machine; without them they are null, never guessed.
import type { Experiment } from '../experiment/experiment'
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import { stepsPerEpoch } from '../experiment/steps-per-epoch'
import type { Calibration } from './calibration'
import { fitSpeed, timeOf, type MeasuredStep, type Speed } from './fit-speed'
import { estimateMemory, type MemoryEstimate } from './memory'
import { networkWork } from './network-work'
import { stepWork } from './step-work'
import { addWork, NO_WORK, type Work } from './work'

/** What is known of a machine's speed. */
export interface MachineCost {
  readonly speed: Speed
  readonly engineBytes: number
}

export interface TimeEstimate {
  readonly stepMs: number
  /** Of a step. */
  readonly byKind: Work
  /** One test on the whole test set, and on the whole validation set where there is one. */
  readonly testMs: number
  /** Steps and a test; pictures and checkpoints not counted. */
  readonly epochMs: number
  readonly runMs: number
}

export interface CostEstimate {
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

/** The speeds that fit what was measured, calibration and finished runs together. */
export function machineCost(calibration: Calibration, runs: readonly MeasuredStep[] = []): MachineCost {
  return { speed: fitSpeed([...calibration.steps, ...runs.map((run) => ({ ...run, weight: RUN_WEIGHT }))]), engineBytes: calibration.engineBytes }
}

/** Undefined where recipe or dataset are not known: nothing can be said of such an experiment. */
export function estimateCost(experiment: Experiment, analysis: ExperimentAnalysis, machine: MachineCost | null): CostEstimate | undefined {
  const { batchSize, epochs, steps } = experiment.training
  const work = stepWork(analysis, batchSize)
  const memory = estimateMemory(analysis, batchSize, machine?.engineBytes ?? 0)
  const perEpoch = stepsPerEpoch(analysis, batchSize)
  if (work === undefined || memory === undefined || perEpoch === undefined) return undefined
  const totalSteps = Math.min(epochs * perEpoch, steps ?? Number.POSITIVE_INFINITY)
  if (machine === null) return { work, stepsPerEpoch: perEpoch, totalSteps, time: null, memory }
  const { totalMs: stepMs, byKind } = timeOf(work, machine.speed)
  const testMs = timeOf(testWork(analysis), machine.speed).totalMs
  const testEvery = experiment.recording.evaluateEverySteps ?? perEpoch
  return {
    work,
    stepsPerEpoch: perEpoch,
    totalSteps,
    time: {
      stepMs,
      byKind,
      testMs,
      epochMs: perEpoch * stepMs + (perEpoch / testEvery) * testMs,
      runMs: totalSteps * stepMs + Math.ceil(totalSteps / testEvery) * testMs,
    },
    memory,
  }
}

/** Every role once forward over the test set, and over the validation set where there is one. */
function testWork({ networksByRole, dataset }: ExperimentAnalysis): Work {
  return Object.values(networksByRole).reduce<Work>((sum, analysis) => addWork(sum, { ...networkWork(analysis).forward, operations: 0 }, (dataset?.testCount ?? 0) + (dataset?.validationCount ?? 0)), NO_WORK)
}
