// A small model with state, and a way to write checkpoints of it that can be told apart.
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { writeCheckpoint } from '../../../src-main/trainer/checkpoint'
import { buildModel, initialState } from '../../../src-main/trainer/model'
import type { CheckpointReference } from '../../../src-main/trainer/protocol'
import { join } from 'node:path'
import { smallExperiment } from '../../main/trainer/small-experiments'

const model = buildModel(smallExperiment())

function stateOf(version: number): NamedArrays {
  const state: Record<string, NamedArray> = {}
  for (const [name, array] of Object.entries(initialState(model))) state[name] = array.dtype === 'float32' ? { ...array, data: array.data.map((value) => value + version) } : array
  return state
}

/** The same step of the same run, with weights of its own for every version. */
export async function writeVersion(directory: string, version: number): Promise<CheckpointReference> {
  const place = { directory, step: 7, epoch: 0.875, elapsedMs: 1234.5, execution: { mode: 'captured', xla: false } } as const
  const { file, sha256 } = await writeCheckpoint(model, stateOf(version), place)
  return { path: join(directory, file), step: 7, elapsedMs: 1234.5, sha256 }
}
