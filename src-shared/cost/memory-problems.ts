// Runs that do not fit: what a machine certainly cannot hold is an error, what it may not is a warning. Each names the largest culprit
// and the batch that would fit.
import { formatCount } from '../layers/words'
import type { Experiment } from '../experiment/experiment'
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import type { Problem } from '../problem'
import { formatBytes } from './format-bytes'
import { estimateMemory, type Culprit, type MemoryEstimate } from './memory'

export interface MachineMemory {
  /** Bytes of the machine, and of them those free now. */
  readonly total: number
  readonly free: number
  /** Of the graphics card that trains, where one does. */
  readonly card?: { readonly name: string; readonly total: number } | null
}

/** No machine this studio runs on has so much: beyond it an experiment is refused wherever it is looked at. */
const MOST_TRAINING_BYTES = 2 ** 40

/** Rule E11, for any machine. */
export function impossibleProblems(experiment: Experiment, analysis: Parameters<typeof estimateMemory>[0]): readonly Problem[] {
  const memory = estimateMemory(analysis, experiment.training.batchSize, 0)
  if (memory === undefined || memory.least <= MOST_TRAINING_BYTES) return []
  return [
    {
      ...named(memory),
      code: 'memory-impossible',
      severity: 'error',
      title: `Training would need at least ${formatBytes(memory.least)} of memory`,
      expected: `at most ${formatBytes(MOST_TRAINING_BYTES)} for weights, gradients and one batch`,
      got: describe(memory),
      ...mend(experiment, (batchSize) => estimateMemory(analysis, batchSize, 0), (fitting) => fitting.least <= MOST_TRAINING_BYTES, memory),
    },
  ]
}

/** What this machine has to say of it. @param engineBytes of a loaded engine; 0 where that was not measured. */
export function memoryProblems(experiment: Experiment, analysis: ExperimentAnalysis, machine: MachineMemory, engineBytes: number): readonly Problem[] {
  const estimate = (batchSize: number): MemoryEstimate | undefined => estimateMemory(analysis, batchSize, engineBytes)
  const memory = estimate(experiment.training.batchSize)
  if (memory === undefined || memory.least > MOST_TRAINING_BYTES) return []
  const { card } = machine
  const problem = (severity: Problem['severity'], code: string, title: string, expected: string, fits: (candidate: MemoryEstimate) => boolean): readonly Problem[] => [
    { ...named(memory), code, severity, title, expected, got: describe(memory), ...mend(experiment, estimate, fits, memory) },
  ]
  if (card !== undefined && card !== null) {
    if (memory.least > card.total) return problem('error', 'memory-impossible', `Training needs at least ${formatBytes(memory.least)}, more than ${card.name} has`, `at most ${formatBytes(card.total)}`, (each) => each.device <= card.total)
    if (memory.device > card.total) return problem('warning', 'memory-short', `Training may not fit in the memory of ${card.name}`, `at most ${formatBytes(card.total)}; an estimate of ${formatBytes(memory.device)}`, (each) => each.device <= card.total)
  } else if (memory.least > machine.total) {
    return problem('error', 'memory-impossible', `Training needs at least ${formatBytes(memory.least)}, more memory than this machine has`, `at most ${formatBytes(machine.total)}`, (each) => each.total <= machine.total)
  }
  const host = card === undefined || card === null ? memory.total : memory.total - memory.activations - memory.tests - memory.gradients
  if (host > machine.total) return problem('warning', 'memory-short', 'Training will hardly fit in this machine’s memory', `at most ${formatBytes(machine.total)}; an estimate of ${formatBytes(host)}`, (each) => each.total <= machine.total)
  if (host > machine.free) return problem('warning', 'memory-short', 'Training will hardly fit in the memory that is free now', `at most ${formatBytes(machine.free)} of ${formatBytes(machine.total)}; an estimate of ${formatBytes(host)}`, (each) => each.total <= machine.free)
  return []
}

/** Where the problem hangs: at the layer that takes the most. */
function named({ culprits }: MemoryEstimate): Pick<Problem, 'place'> {
  const culprit = culprits[0]
  return { place: culprit === undefined ? { path: 'training.batchSize' } : { network: culprit.network, node: culprit.node } }
}

function describe({ total, culprits }: MemoryEstimate): string {
  const parts = culprits.slice(0, 3).map((culprit) => spell(culprit))
  return `about ${formatBytes(total)} in all${parts.length === 0 ? '' : `, most in ${parts.join(', ')}`}`
}

function spell({ name, bytes, of }: Culprit): string {
  return `${of === 'weights' ? 'the weights' : 'the activations'} of ${name} (${formatBytes(bytes)})`
}

/** The largest power of two below the present batch that fits; a smaller layer where none does. */
function mend(
  experiment: Experiment,
  estimate: (batchSize: number) => MemoryEstimate | undefined,
  fits: (memory: MemoryEstimate) => boolean,
  { culprits }: MemoryEstimate,
): Pick<Problem, 'fix' | 'fixes'> {
  const path = 'training.batchSize'
  for (let size = 2 ** Math.floor(Math.log2(experiment.training.batchSize)); size >= 1; size /= 2) {
    if (size === experiment.training.batchSize) continue
    const memory = estimate(size)
    if (memory !== undefined && fits(memory)) {
      return { fix: `use a batch of ${formatCount(size)}, or make ${culprits[0]?.name ?? 'the networks'} smaller`, fixes: [{ label: `Use ${formatCount(size)}`, edits: [{ kind: 'set-value', path, value: size }] }] }
    }
  }
  return { fix: `make ${culprits[0]?.name ?? 'the networks'} smaller: no batch is small enough` }
}
