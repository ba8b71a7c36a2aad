// Models on their way into the studio: pieces become a file, and a process of its own reads it, within bounds of time and memory.
import { appendFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { modelAnswerSchema, MOST_MODEL_BYTES, type ModelAnswer, type ModelFile, type ModelPiece } from '@shared/contract/models'
import { StudioError, studioErrorDetailSchema } from '@shared/studio-error'
import { faultCode } from '../files/fault-code'
import { startingWeightsFile } from '../files/store-weights'
import { syncFolder } from '../files/sync-to-disk'
import type { Locations } from '../locations'
import { askProcess } from '../processes/ask-process'
import { describeProcessEnd, type ProcessWords } from '../processes/process-death'
import type { DataFolder } from '../store/data-folder'

const TIMEOUT_MS = 120_000
const MOST_OUTPUT = 64 * 1024 * 1024
const MOST_MEMORY_MB = 4096
/** A page that went away leaves an upload behind; the oldest gives way. */
const MOST_UPLOADS = 6

const FIX = 'Export the model again; if it fails again, import a part of it'
const WORDS: ProcessWords = { id: 'import', name: 'The process that reads models', unfinished: 'before it was done', afterMemory: FIX, afterCrash: FIX, afterExit: FIX }

const answerSchema = z.union([z.object({ model: modelAnswerSchema }), z.object({ problem: studioErrorDetailSchema })])

interface Upload {
  readonly folder: string
  readonly path: string
  size: number
}

export class ModelDesk {
  readonly #locations: Pick<Locations, 'node' | 'modelReader'>
  readonly #weights: string
  /** Inside the folder of weights, so that keeping one moves it and copies nothing. */
  readonly #pending: string
  /** How many imports wait with weights of that hash: two windows may look at the same model. */
  readonly #waiting = new Map<string, number>()
  readonly #uploads = new Map<string, Upload>()

  constructor(locations: Pick<Locations, 'node' | 'modelReader'>, folder: Pick<DataFolder, 'weights'>) {
    this.#locations = locations
    this.#weights = folder.weights
    this.#pending = join(folder.weights, 'pending')
    // What a studio that was killed left.
    rmSync(this.#pending, { recursive: true, force: true })
  }

  /** @throws StudioError `import-too-large`, `import-out-of-order`, `import-not-written` */
  upload({ upload: id, offset, bytes }: ModelPiece): { size: number } {
    const upload = this.#uploads.get(id) ?? this.#begin(id)
    const piece = Buffer.from(bytes, 'base64')
    if (offset !== upload.size) throw new StudioError({ code: 'import-out-of-order', message: 'A piece of the file came out of order', expected: `byte ${upload.size}`, got: `byte ${offset}`, fix: 'Import the file again' })
    if (upload.size + piece.length > MOST_MODEL_BYTES) {
      this.#forget(id)
      throw new StudioError({ code: 'import-too-large', message: 'The file is too large to import', expected: `at most ${MOST_MODEL_BYTES / 1024 ** 2} MB`, got: 'more', fix: 'Export a smaller model, or its parts on their own' })
    }
    try {
      appendFileSync(upload.path, piece)
    } catch (cause) {
      // How much of the piece is there nobody knows.
      this.#forget(id)
      throw notWritten(upload.path, cause)
    }
    upload.size += piece.length
    return { size: upload.size }
  }

  /** @throws StudioError `import-*` */
  async read(files: readonly ModelFile[]): Promise<ModelAnswer> {
    try {
      const paths = files.map(({ upload, fileName }) => {
        const known = this.#uploads.get(upload)
        if (known === undefined) throw new StudioError({ code: 'import-gone', message: `${fileName} is not there any more`, path: fileName, fix: 'Import the file again' })
        return { path: known.path, fileName }
      })
      const model = await this.#run(paths)
      for (const { network } of model.networks) if (network.startingWeights !== undefined) this.#wait(network.startingWeights.sha256, 1)
      return model
    } finally {
      for (const { upload } of files) this.#forget(upload)
    }
  }

  /** @throws StudioError `import-not-written`; `import-gone` where they were let go, or the studio was restarted since. */
  keep(weights: readonly string[]): void {
    for (const sha256 of new Set(weights)) {
      const [from, to] = [startingWeightsFile(this.#pending, sha256), startingWeightsFile(this.#weights, sha256)]
      if (!existsSync(to)) {
        if (!existsSync(from)) throw new StudioError({ code: 'import-gone', message: 'The weights of this model are not there any more', path: from, fix: 'Import the model again' })
        try {
          renameSync(from, to)
          syncFolder(this.#weights)
        } catch (cause) {
          throw notWritten(to, cause)
        }
      }
    }
    this.discard(weights)
  }

  discard(weights: readonly string[]): void {
    for (const sha256 of weights) {
      if (this.#wait(sha256, -1) <= 0) rmSync(startingWeightsFile(this.#pending, sha256), { force: true })
    }
  }

  close(): void {
    for (const id of [...this.#uploads.keys()]) this.#forget(id)
    rmSync(this.#pending, { recursive: true, force: true })
  }

  #wait(sha256: string, more: 1 | -1): number {
    const count = (this.#waiting.get(sha256) ?? 0) + more
    if (count > 0) this.#waiting.set(sha256, count)
    else this.#waiting.delete(sha256)
    return count
  }

  #begin(id: string): Upload {
    const oldest = this.#uploads.keys().next().value
    if (this.#uploads.size >= MOST_UPLOADS && oldest !== undefined) this.#forget(oldest)
    const folder = makeFolder()
    const upload = { folder, path: join(folder, 'model'), size: 0 }
    this.#uploads.set(id, upload)
    return upload
  }

  #forget(id: string): void {
    const upload = this.#uploads.get(id)
    this.#uploads.delete(id)
    if (upload !== undefined) rmSync(upload.folder, { recursive: true, force: true })
  }

  async #run(files: readonly { readonly path: string; readonly fileName: string }[]): Promise<ModelAnswer> {
    const { node, modelReader } = this.#locations
    const names = files.map(({ fileName }) => fileName).join(' and ')
    const reply = await askProcess({
      program: { node, entry: modelReader },
      parameters: [JSON.stringify(files), this.#pending],
      timeoutMs: TIMEOUT_MS,
      mostOutput: MOST_OUTPUT,
      mostMemoryMb: MOST_MEMORY_MB,
      schema: answerSchema,
    })
    if ('end' in reply) {
      const { message, got } = describeProcessEnd(reply.end, WORDS)
      throw new StudioError({ code: 'import-failed', message: `${names} could not be read`, path: names, expected: `an answer within ${TIMEOUT_MS / 1000} seconds and ${MOST_MEMORY_MB} MB of memory`, got: reply.timedOut ? 'none by then' : (got ?? message), fix: FIX })
    }
    const { answer } = reply
    if ('problem' in answer) throw new StudioError(answer.problem)
    return answer.model
  }
}

/** @throws StudioError `import-not-written` */
function makeFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'latent-studio-model-'))
  } catch (cause) {
    throw notWritten(tmpdir(), cause)
  }
}

function notWritten(path: string, cause: unknown): StudioError {
  return new StudioError({ code: 'import-not-written', message: 'The model could not be taken in', path, got: faultCode(cause), fix: 'Free space on the disk or give this user write access there, then import the file again' }, { cause })
}
