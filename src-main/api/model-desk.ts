// Models on their way into the studio: pieces become a file, and a process of its own reads it, within bounds of time and memory.
import { execFile } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { modelAnswerSchema, MOST_MODEL_BYTES, type ModelAnswer, type ModelFile, type ModelPiece } from '@shared/contract/models'
import { StudioError, studioErrorDetailSchema } from '@shared/studio-error'
import { syncFolder } from '../files/sync-to-disk'
import type { Locations } from '../locations'
import { startingWeightsFile } from '../runs/check-starting-weights'
import type { DataFolder } from '../store/data-folder'

const TIMEOUT_MS = 120_000
const MOST_OUTPUT = 64 * 1024 * 1024
const MOST_MEMORY_MB = 4096
/** A page that went away leaves an upload behind; the oldest gives way. */
const MOST_UPLOADS = 6

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

  /** @throws StudioError `import-too-large`, `import-out-of-order` */
  upload({ upload: id, offset, bytes }: ModelPiece): { size: number } {
    const upload = this.#uploads.get(id) ?? this.#begin(id)
    const piece = Buffer.from(bytes, 'base64')
    if (offset !== upload.size) throw new StudioError({ code: 'import-out-of-order', message: 'A piece of the file came out of order', expected: `byte ${upload.size}`, got: `byte ${offset}`, fix: 'Import the file again' })
    if (upload.size + piece.length > MOST_MODEL_BYTES) {
      this.#forget(id)
      throw new StudioError({ code: 'import-too-large', message: 'The file is too large to import', expected: `at most ${MOST_MODEL_BYTES / 1024 ** 2} MB`, got: 'more', fix: 'Export a smaller model, or its parts on their own' })
    }
    appendFileSync(upload.path, piece)
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

  /** @throws StudioError `import-gone` where they were let go, or the studio was restarted since. */
  keep(weights: readonly string[]): void {
    for (const sha256 of new Set(weights)) {
      const [from, to] = [startingWeightsFile(this.#pending, sha256), startingWeightsFile(this.#weights, sha256)]
      if (!existsSync(to)) {
        if (!existsSync(from)) throw new StudioError({ code: 'import-gone', message: 'The weights of this model are not there any more', path: from, fix: 'Import the model again' })
        renameSync(from, to)
        syncFolder(this.#weights)
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
    const folder = mkdtempSync(join(tmpdir(), 'latent-studio-model-'))
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
    const output = await new Promise<string>((resolve, reject) => {
      const program = [`--max-old-space-size=${MOST_MEMORY_MB}`, modelReader, JSON.stringify(files), this.#pending]
      execFile(node, program, { timeout: TIMEOUT_MS, maxBuffer: MOST_OUTPUT, windowsHide: true }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else {
          const got = error.killed === true ? `no answer within ${TIMEOUT_MS / 1000} seconds` : stderr.trim().slice(-500) || error.message
          reject(new StudioError({ code: 'import-failed', message: `${names} could not be read`, path: names, got, fix: 'Export the model again; if it fails again, import a part of it' }, { cause: error }))
        }
      })
    })
    const answer = answerSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''))
    if ('problem' in answer) throw new StudioError(answer.problem)
    return answer.model
  }
}
