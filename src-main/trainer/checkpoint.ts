// A checkpoint: the whole state of a run in one safetensors file, optimizer slots and counts included, so that going on from it is
// exact. The example stream, the random keys and the schedules need only the step number.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { hashExperiment } from '@shared/experiment/hash-experiment'
import { StudioError } from '@shared/studio-error'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { encodeSafetensors } from '@shared/tensors/safetensors'
import type { Model } from './model'
import type { ExecutionChoice } from './open-training-session'
import { checkpointFile } from './run-files'
import { writeFileAtomically } from './write-file-atomically'

export const CHECKPOINT_FORMAT = 'latent-studio-checkpoint'

export interface CheckpointPlace {
  readonly directory: string
  readonly step: number
  readonly epoch: number
  /** How steps were run: part of what makes them repeatable. */
  readonly execution: ExecutionChoice
  /** Said where this one is refused: what there is instead. */
  readonly lastKept?: string
}

/** SHA-256 of arrays' bytes, in name order. @throws Error naming an array that is not there. */
function hashArrays(arrays: NamedArrays, names: readonly string[]): string {
  const hash = createHash('sha256')
  for (const name of [...names].sort()) {
    const array = arrays[name]
    if (array === undefined) throw new Error(`The state has no ${name}`)
    hash.update(new Uint8Array(array.data.buffer, array.data.byteOffset, array.data.byteLength))
  }
  return hash.digest('hex')
}

/**
 * SHA-256 of everything a checkpoint says: its description, and every array's name, kind, shape and bytes. A flipped bit of a header
 * would else go on as another epoch or under another name.
 * @param description the file's, without this hash.
 */
export function hashCheckpoint(arrays: NamedArrays, description: Readonly<Record<string, string>>): string {
  const names = Object.keys(arrays).sort()
  const layout = names.map((name) => [name, arrays[name]?.dtype, arrays[name]?.shape])
  const facts = Object.entries(description).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify([facts, layout])).update(hashArrays(arrays, names)).digest('hex')
}

/** SHA-256 of the weights' bytes in name order; moving averages are weights, optimizer slots are not. */
export function hashWeights(model: Model, state: NamedArrays): string {
  return hashArrays(
    state,
    model.weights.map((weight) => weight.fullName),
  )
}

function isFinite({ dtype, data }: NamedArray): boolean {
  if (dtype !== 'float32') return true
  // A plain loop: a checkpoint looks at millions of values between two steps.
  for (let at = 0; at < data.length; at += 1) if (!Number.isFinite(data[at])) return false
  return true
}

/** A loss tells of a broken update only one step later: what is kept must be good. */
function refuseBroken(state: NamedArrays, step: number, lastKept: string | undefined): void {
  const broken = Object.entries(state).find(([, array]) => !isFinite(array))?.[0]
  if (broken === undefined) return
  throw new StudioError({
    code: 'weights-not-a-number',
    message: `${broken} holds a value that is not a finite number at step ${step}; no checkpoint is made of that.${lastKept === undefined ? '' : ` ${lastKept}.`}`,
    path: broken,
    expected: 'finite numbers',
    got: 'not a number, or infinity',
    fix: 'Fork the run from an earlier checkpoint with a lower learning rate or with gradient clipping, or look for values out of range in the data',
  })
}

/** @throws StudioError `weights-not-a-number`, and as `writeFileAtomically`. */
export async function writeCheckpoint(
  model: Model,
  state: NamedArrays,
  { directory, step, epoch, execution, lastKept }: CheckpointPlace,
): Promise<{ readonly file: string; readonly bytes: number; readonly sha256: string }> {
  refuseBroken(state, step, lastKept)
  const sha256 = hashWeights(model, state)
  const description = {
    format: CHECKPOINT_FORMAT,
    version: '1',
    step: String(step),
    epoch: String(epoch),
    seed: String(model.experiment.training.seed),
    experiment: hashExperiment(model.experiment, (text) => createHash('sha256').update(text).digest('hex')),
    execution: execution.mode,
    xla: String(execution.xla),
    optimizers: JSON.stringify(Object.fromEntries(model.players.map((player) => [player.definition.id, player.optimizer.id]))),
    weights: sha256,
  }
  const bytes = encodeSafetensors(state, { ...description, state: hashCheckpoint(state, description) })
  const file = checkpointFile(step)
  await writeFileAtomically(join(directory, file), bytes)
  return { file, bytes: bytes.byteLength, sha256 }
}
