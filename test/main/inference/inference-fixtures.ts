// A studio's runs and its inference desk over one data folder, and what a training session makes of the same checkpoint.
import { resolve } from 'node:path'
import type { InferenceAnswer } from '@shared/contract/inference'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunId } from '@shared/run/run-events'
import { StudioError } from '@shared/studio-error'
import { arraysToText } from '@shared/tensors/array-text'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { InferenceDesk, type InferenceDeskParts } from '../../../src-main/api/inference-desk'
import { locate, type Locations } from '../../../src-main/locations'
import { silentLogger } from '../../../src-main/logger'
import { openService, type TestService } from '../runs/run-fixtures'

const locations = locate({ root: resolve(import.meta.dirname, '../../..') })

export interface TestDesk extends AsyncDisposable {
  readonly service: TestService
  readonly desk: InferenceDesk
  /** Trains to the end. */
  train(experiment: Experiment): Promise<RunId>
}

export function openDesk(directory: string, options: Partial<InferenceDeskParts> & { readonly places?: Partial<Locations> } = {}): TestDesk {
  const { places, ...parts } = options
  const service = openService(directory)
  const desk = new InferenceDesk({ database: service.database, folders: service.folders, locations: { ...locations, ...places }, datasets: { mnist: places?.mnist ?? locations.mnist, images: locations.images }, logger: silentLogger, ...parts })
  return {
    service,
    desk,
    async train(experiment) {
      const { id } = service.runs.start({ experiment, templateId: null })
      const { status, error } = await service.ended(id)
      if (status !== 'finished') throw new Error(`The run ended ${status}: ${error?.message ?? ''}`)
      return id
    },
    async [Symbol.asyncDispose]() {
      await desk.close()
      await service[Symbol.asyncDispose]()
    },
  }
}

/** @throws Error where it was superseded. */
export async function arraysOf(answer: InferenceAnswer | Promise<InferenceAnswer>): Promise<NamedArrays> {
  const given = await answer
  if (given.kind !== 'done') throw new Error(`The request was ${given.kind}`)
  return decodeSafetensors(new Uint8Array(await given.arrays.arrayBuffer())).arrays
}

export function codesText(rows: readonly (readonly number[])[]): string {
  return arraysToText({ z: { dtype: 'float32', shape: [rows.length, rows[0]?.length ?? 0], data: Float32Array.from(rows.flat()) } })
}

/** Code of the StudioError a promise is rejected with, and all its words. */
export async function faultOf(promise: Promise<unknown>): Promise<{ readonly code: string; readonly words: string }> {
  try {
    await promise
  } catch (error) {
    if (error instanceof StudioError) return { code: error.detail.code, words: Object.values(error.detail).join(' | ') }
    return { code: `not a StudioError: ${String(error)}`, words: '' }
  }
  return { code: 'no fault', words: '' }
}
