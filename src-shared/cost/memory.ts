// What a run holds in memory at its fullest, in bytes; float32 throughout. Worked out from what is held and when:
//   engine      the engine loaded and holding nothing, as calibration measured it, and what the trainer itself takes
//   program     the recorded graphs: so many bytes an operation, found by measuring
//   dataset     every example, in its own storage
//   state       weights, moving averages and optimizer slots: the session's own, and while a checkpoint is written the arrays read, the
//               file's bytes and what JavaScript has not collected yet
//   gradients   of one player at a time, the largest
//   activations what the layers of the update that keeps the most wait with for the way back, a gradient beside each
//   tests       what layers give for a test's batch, twice: convolutions keep their values in an order of their own beside
// The factors were found by comparing with the resident memory of every template's run: bench/estimate-accuracy.mjs, docs/performance.md.
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import { validationContext } from '../experiment/validation-context'
import { sizeOf } from '../tensors/shape'
import { networkWork } from './network-work'
import { passesOf, stepWork, updatesOf } from './step-work'

const FLOAT = 4
const MEBIBYTE = 1024 * 1024

/** The trainer beside the engine: picture writing, buffers, JavaScript's heap. */
const TRAINER_BYTES = 64 * MEBIBYTE
/** Of a recorded graph, TensorFlow's own rewriting included. */
const OPERATION_BYTES = 128 * 1024
/** Programs that only read a model and find codes themselves where it has no encoder: one tests, one reconstructs, one encodes. */
const READING_PROGRAMS = 3
const STATE_COPIES = 8
/** What a layer keeps, and its gradient while the way back passes. */
const KEPT_COPIES = 2
/** Rows of a test's batch; see the trainer's reading programs. */
const TEST_ROWS = 500
const TEST_COPIES = 2
/** Examples, and codes of each, in a call of the likelihood's estimate. */
const LIKELIHOOD_ROWS = 50
const LIKELIHOOD_CODES = 50
/** A test judges real examples and fakes: a network goes through it twice at most. */
const MOST_TEST_PASSES = 2

export interface MemoryEstimate {
  readonly engine: number
  readonly program: number
  readonly dataset: number
  readonly state: number
  readonly gradients: number
  readonly activations: number
  readonly tests: number
  readonly total: number
  /** The part that lies on a graphics card, where one trains: one copy of the state, gradients, activations. */
  readonly device: number
  /** What no run of this experiment could do without, however the engine manages: state once, gradients, what one batch keeps. */
  readonly least: number
  /** Of each network the layer that keeps the most for the way back, and the one with the most weights; largest first. */
  readonly culprits: readonly Culprit[]
}

export interface Culprit {
  readonly network: string
  readonly node: string
  readonly name: string
  readonly bytes: number
  /** Activations grow with the batch, weights do not. */
  readonly of: 'activations' | 'weights'
}

type Analysed = Pick<ExperimentAnalysis, 'recipe' | 'recipeParameters' | 'dataset' | 'optimizers' | 'networksByRole'>

/** @param engineBytes of a loaded engine. Undefined where recipe or dataset are not known. */
export function estimateMemory(analysed: Analysed, batchSize: number, engineBytes: number): MemoryEstimate | undefined {
  const { recipe, recipeParameters, dataset, optimizers, networksByRole } = analysed
  const work = stepWork(analysed, batchSize)
  if (recipe === undefined || recipeParameters === undefined || dataset === undefined || work === undefined) return undefined
  let stateValues = 0
  let gradientValues = 0
  for (const player of recipe.players) {
    const optimizer = optimizers[player.id]
    const slots = optimizer?.parameters === undefined ? 0 : optimizer.definition.slots(optimizer.parameters).length
    let own = 0
    for (const analysis of new Set(player.roles.flatMap((role) => networksByRole[role] ?? []))) {
      const { trainable, weightValues } = networkWork(analysis)
      stateValues += weightValues + slots * trainable.values
      own += trainable.values
    }
    gradientValues = Math.max(gradientValues, own)
  }
  let kept = 0
  let keptBy: ReadonlyMap<string, number> = new Map()
  const updates = updatesOf(recipe, recipeParameters)
  for (const update of updates) {
    const passes = new Map<string, number>()
    for (const { role, forward, backward } of passesOf(recipe, recipeParameters, update)) passes.set(role, Math.max(forward, backward))
    const sum = [...passes].reduce((values, [role, times]) => values + times * keptValues(networksByRole[role]), 0)
    if (sum > kept) [kept, keptBy] = [sum, passes]
  }
  const testPasses = (role: string): number =>
    Math.min(MOST_TEST_PASSES, Math.max(1, ...updates.map((update) => passesOf(recipe, recipeParameters, update).find((passes) => passes.role === role)?.forward ?? 0)))
  const testValues = Object.entries(networksByRole).reduce((sum, [role, analysis]) => sum + testPasses(role) * analysis.totals.activations, 0)
  const testOperations = recipe.besides?.(validationContext({ parameters: recipeParameters, dataset, networks: networksByRole }), TEST_ROWS, 'testing').operations ?? 0
  const { importance } = recipe
  const codes = Math.min(LIKELIHOOD_CODES, importance?.plan(recipeParameters)?.samples ?? 0)
  const likelihoodValues = LIKELIHOOD_ROWS * codes * ((networksByRole[importance?.role ?? '']?.totals.activations ?? 0) + 4 * sizeOf(dataset.shape))
  const example = sizeOf(dataset.shape) * (dataset.storage === 'uint8' ? 1 : FLOAT)
  const state = FLOAT * stateValues
  const training = FLOAT * batchSize * kept
  const parts = {
    engine: engineBytes + TRAINER_BYTES,
    program: (work.operations + READING_PROGRAMS * testOperations) * OPERATION_BYTES,
    dataset: (dataset.trainCount + (dataset.validationCount ?? 0) + dataset.testCount) * (example + 1),
    state: STATE_COPIES * state,
    gradients: FLOAT * gradientValues,
    activations: KEPT_COPIES * training,
    tests: TEST_COPIES * FLOAT * Math.max(likelihoodValues, Math.min(TEST_ROWS, dataset.testCount) * testValues),
  }
  return {
    ...parts,
    total: Object.values(parts).reduce((sum, part) => sum + part, 0),
    device: state + parts.gradients + Math.max(parts.activations, parts.tests),
    least: state + parts.gradients + training,
    culprits: culpritsOf(analysed, keptBy, batchSize),
  }
}

function keptValues(analysis: Analysed['networksByRole'][string] | undefined): number {
  return analysis === undefined ? 0 : networkWork(analysis).kept
}

function culpritsOf({ networksByRole }: Analysed, keptBy: ReadonlyMap<string, number>, batchSize: number): readonly Culprit[] {
  return Object.entries(networksByRole)
    .flatMap(([role, analysis]): readonly Culprit[] => {
      const { largest, heaviest } = networkWork(analysis)
      const network = analysis.network.id
      const kept = FLOAT * batchSize * (keptBy.get(role) ?? 0)
      return [
        ...(largest === null ? [] : [{ network, node: largest.node, name: largest.name, bytes: kept * largest.values, of: 'activations' as const }]),
        ...(heaviest === null ? [] : [{ network, node: heaviest.node, name: heaviest.name, bytes: FLOAT * heaviest.values, of: 'weights' as const }]),
      ]
    })
    .sort((a, b) => b.bytes - a.bytes)
}
