// Whether an experiment's networks fit a checkpoint, before a run is made of it: the file's header alone says that.
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import type { Experiment } from '@shared/experiment/experiment'
import { StudioError } from '@shared/studio-error'
import type { Shape } from '@shared/tensors/shape'
import { checkWeightsFit } from '../trainer/fit-checkpoint'
import { buildModel } from '../trainer/model'

/** Far more than a header of a network that fits into memory. */
const MOST_HEADER_BYTES = 64 * 1024 * 1024
const entriesSchema = z.record(z.string(), z.object({ shape: z.array(z.number().int().min(0)).max(16) }))

async function readShapes(path: string): Promise<Readonly<Record<string, { readonly shape: Shape }>>> {
  const file = await open(path, 'r')
  try {
    const length = Buffer.alloc(8)
    await file.read(length, 0, 8, 0)
    const bytes = Number(length.readBigUInt64LE())
    if (bytes > MOST_HEADER_BYTES) throw new Error('Its header is too long')
    const header = Buffer.alloc(bytes)
    await file.read(header, 0, bytes, 8)
    const { __metadata__: _metadata, ...entries } = z.record(z.string(), z.unknown()).parse(JSON.parse(header.toString('utf8')))
    return entriesSchema.parse(entries)
  } finally {
    await file.close()
  }
}

/** @throws StudioError `checkpoint-damaged`, or `checkpoint-does-not-fit` naming the weight. */
export async function checkFork(experiment: Experiment, path: string): Promise<void> {
  let shapes
  try {
    shapes = await readShapes(path)
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause)
    throw new StudioError({ code: 'checkpoint-damaged', message: `The checkpoint ${basename(path)} is damaged: ${got}`, path, got, fix: 'Fork from another checkpoint' }, { cause })
  }
  checkWeightsFit(buildModel(experiment), shapes)
}
