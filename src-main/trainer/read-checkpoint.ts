// Reads a checkpoint back and proves that it is the one that was written: every byte of its state by hash, its weights against
// what was recorded. One that is damaged is refused by name, and the next older one is tried.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { StudioError } from '@shared/studio-error'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { CHECKPOINT_FORMAT, hashCheckpoint } from './checkpoint'
import type { ExecutionChoice } from './open-training-session'
import type { CheckpointReference } from './protocol'

export interface ReadCheckpoint {
  readonly path: string
  readonly step: number
  readonly epoch: number
  readonly elapsedMs: number
  readonly execution: ExecutionChoice
  /** Optimizer ids by player. */
  readonly optimizers: Readonly<Record<string, string>>
  readonly arrays: NamedArrays
}

const count = z.coerce.number().min(0)
const metadataSchema = z.object({
  format: z.literal(CHECKPOINT_FORMAT),
  step: count,
  epoch: count,
  execution: z.enum(['captured', 'eager']),
  xla: z.enum(['true', 'false']),
  optimizers: z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text))),
  weights: z.string(),
  state: z.string(),
})

function damaged(path: string, expected: string, got: string, cause?: unknown): StudioError {
  return new StudioError(
    {
      code: 'checkpoint-damaged',
      message: `The checkpoint ${basename(path)} is damaged: ${got}`,
      path,
      expected,
      got,
      fix: 'Resume or fork from an older checkpoint, or train again from the beginning',
    },
    { cause },
  )
}

/** @throws StudioError `checkpoint-damaged`, naming the file. */
export async function readCheckpoint({ path, step, elapsedMs = 0, sha256 }: CheckpointReference): Promise<ReadCheckpoint> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw damaged(path, 'a file that can be read', cause instanceof Error ? cause.message : String(cause), cause)
  })
  let decoded
  try {
    decoded = decodeSafetensors(bytes)
  } catch (cause) {
    throw damaged(path, 'a whole safetensors file', cause instanceof Error ? cause.message : String(cause), cause)
  }
  const { arrays } = decoded
  let parsed
  try {
    parsed = metadataSchema.safeParse(decoded.metadata)
  } catch (cause) {
    throw damaged(path, 'a checkpoint of the studio', 'its description cannot be read', cause)
  }
  if (!parsed.success) throw damaged(path, 'a checkpoint of the studio', `its description does not fit: ${z.prettifyError(parsed.error)}`)
  const { data } = parsed
  const { state: written, ...description } = decoded.metadata
  if (hashCheckpoint(arrays, description) !== written) throw damaged(path, `a content of SHA-256 ${data.state}`, 'its values or its description are not those that were written')
  if (data.weights !== sha256 || data.step !== step) throw damaged(path, `step ${step} with weights ${sha256}`, `it holds step ${data.step} with weights ${data.weights}`)
  return { path, step, epoch: data.epoch, elapsedMs, execution: { mode: data.execution, xla: data.xla === 'true' }, optimizers: data.optimizers, arrays }
}

/** The newest that is whole. @param tell is told of each that is not. @throws StudioError `checkpoint-damaged` where none is. */
export async function readNewestCheckpoint(checkpoints: readonly CheckpointReference[], tell: (message: string) => void): Promise<ReadCheckpoint> {
  let last: unknown
  for (const [index, reference] of checkpoints.entries()) {
    try {
      return await readCheckpoint(reference)
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      last = error
      const next = checkpoints[index + 1]
      if (next !== undefined) tell(`${error.message}. The one of step ${next.step} is taken instead.`)
    }
  }
  throw last instanceof Error ? last : new Error('There is no checkpoint to go on from')
}
