// What people ask of checkpoints: finds the file a run and a step stand for, and hands the question to the inference process.
// Arrays pass through here as bytes; nothing in this process looks at them.
import { Blob, Buffer } from 'node:buffer'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { CheckpointChoice, compressRequestSchema, decodeRequestSchema, encodeRequestSchema, generateRequestSchema, InferenceAnswer, peekRequestSchema, reconstructRequestSchema } from '@shared/contract/inference'
import type { RunId } from '@shared/run/run-events'
import { StudioError } from '@shared/studio-error'
import type { InferenceTask } from '../inference/protocol'
import type { DatasetLocations } from '../datasets/loaded-dataset'
import type { Locations } from '../locations'
import type { Logger } from '../logger'
import { chooseCheckpoint, viewSoFar } from '../runs/go-on'
import { InferenceProcess, type KnownCheckpoint } from '../processes/inference-process'
import type { ReadableDatabase } from '../store/database'
import { findRunRecord, findRunSummary } from '../store/queries/read-runs'
import type { RunFolders } from '../store/run-folders'

export interface InferenceDeskParts {
  readonly database: ReadableDatabase
  readonly folders: RunFolders
  readonly locations: Locations
  readonly datasets: DatasetLocations
  readonly logger: Logger
  /** For tests. */
  readonly idleMs?: number | undefined
  readonly silenceMs?: number | undefined
}

type Request = CheckpointChoice & { readonly caller?: string | undefined }

/** A checkpoint that was found before, and what its file looked like then. */
interface Found {
  readonly known: KnownCheckpoint
  readonly path: string
  readonly stamp: string
}

const MOST_REMEMBERED = 64
const ARRAY_FILE = 'application/vnd.safetensors'

export class InferenceDesk {
  readonly process: InferenceProcess
  readonly #parts: InferenceDeskParts
  /** By run and step, so that a pointer's many requests do not each read the run's history. */
  readonly #found = new Map<string, Found>()

  constructor(parts: InferenceDeskParts) {
    this.#parts = parts
    const { node, inference: entry, engine } = parts.locations
    const { datasets, logger, idleMs, silenceMs } = parts
    this.process = new InferenceProcess({ program: { node, entry }, settings: { engine, datasets }, logger, idleMs, silenceMs })
  }

  encode({ source, originals, ...request }: z.output<typeof encodeRequestSchema>): Promise<InferenceAnswer> {
    return 'arrays' in source ? this.#ask(request, { kind: 'encode', examples: null }, source.arrays) : this.#ask(request, { kind: 'encode', examples: source, ...(originals === true ? { originals } : {}) })
  }

  decode({ arrays, ...request }: z.output<typeof decodeRequestSchema>): Promise<InferenceAnswer> {
    return this.#ask(request, { kind: 'decode' }, arrays)
  }

  generate({ count, seed, ...request }: z.output<typeof generateRequestSchema>): Promise<InferenceAnswer> {
    return this.#ask(request, { kind: 'generate', count, seed })
  }

  reconstruct({ examples, ...request }: z.output<typeof reconstructRequestSchema>): Promise<InferenceAnswer> {
    return this.#ask(request, { kind: 'reconstruct', examples })
  }

  async compress({ image, depths, caller, ...request }: z.output<typeof compressRequestSchema>): Promise<InferenceAnswer> {
    const known = this.#find(request)
    const own = 'file' in image
    const answer = await this.process.compress(known, { caller: caller ?? null, image: own ? { name: image.name } : image, depths }, own ? Buffer.from(image.file, 'base64') : undefined)
    return answer === null ? { kind: 'superseded' } : { kind: 'done', step: known.checkpoint.step, arrays: new Blob([answer], { type: ARRAY_FILE }) }
  }

  async peek({ checkpoint, ...question }: z.output<typeof peekRequestSchema>): Promise<InferenceAnswer> {
    const known = checkpoint === null ? null : this.#find(checkpoint)
    const answer = await this.process.peek({ ...question, checkpoint: known?.checkpoint ?? null, weights: checkpoint === null ? 'seed' : `${checkpoint.run} ${checkpoint.step}` })
    return answer === null ? { kind: 'superseded' } : { kind: 'done', step: known?.checkpoint.step ?? 0, arrays: new Blob([answer], { type: ARRAY_FILE }) }
  }

  close(): Promise<void> {
    return this.process.close()
  }

  async #ask(request: Request, task: InferenceTask, text?: string): Promise<InferenceAnswer> {
    const known = this.#find(request)
    const arrays = text === undefined ? undefined : Buffer.from(text, 'base64')
    const answer = await this.process.ask(known, { task, caller: request.caller ?? null, arrays })
    return answer === null ? { kind: 'superseded' } : { kind: 'done', step: known.checkpoint.step, arrays: new Blob([answer], { type: ARRAY_FILE }) }
  }

  /** @throws StudioError `run-not-found`, `checkpoint-not-found` naming those there are. */
  #find({ run, step }: CheckpointChoice): KnownCheckpoint {
    const { database, folders } = this.#parts
    const newest = findRunSummary(database, run)?.checkpointStep ?? null
    const wanted = step === 'latest' ? newest : step
    const place = `${run}/${wanted}`
    const before = this.#found.get(place)
    // A resumed run writes a checkpoint of the same step anew, under the same name.
    if (before !== undefined && wanted !== null && newest !== null && wanted <= newest && before.stamp === stampOf(before.path)) return before.known
    this.#found.delete(place)
    const record = findRunRecord(database, run)
    if (record === undefined) throw runNotFound(run)
    const { file, sha256, ...chosen } = chooseCheckpoint(record, viewSoFar(database, folders, record).checkpoints, wanted)
    const path = folders.resolveFile(run, file) ?? join(folders.path(run), file)
    const known = { key: `${run}/${chosen.step}/${sha256}`, checkpoint: { path, step: chosen.step, sha256 }, experiment: record.experiment }
    const stamp = stampOf(path)
    if (stamp !== null) this.#found.set(place, { known, path, stamp })
    const [oldest] = this.#found.keys()
    if (this.#found.size > MOST_REMEMBERED && oldest !== undefined) this.#found.delete(oldest)
    return known
  }
}

/** Differs once a file was replaced; null where there is none. */
function stampOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found === undefined ? null : `${found.ino} ${found.size} ${found.mtimeNs}`
}

function runNotFound(id: RunId): StudioError {
  return new StudioError({ code: 'run-not-found', message: `There is no run ${id}.`, path: id, fix: 'It may have been deleted; History lists the runs there are.' })
}
