// Models on their way into the studio: pieces become a file, and a process of its own reads it, within bounds of time and memory.
import { execFile } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { modelAnswerSchema, MOST_MODEL_BYTES, type ModelAnswer, type ModelFile, type ModelPiece } from '@shared/contract/models'
import { StudioError, studioErrorDetailSchema } from '@shared/studio-error'
import type { Locations } from '../locations'
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
  readonly #uploads = new Map<string, Upload>()

  constructor(locations: Pick<Locations, 'node' | 'modelReader'>, folder: Pick<DataFolder, 'weights'>) {
    this.#locations = locations
    this.#weights = folder.weights
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
      return await this.#run(paths)
    } finally {
      for (const { upload } of files) this.#forget(upload)
    }
  }

  close(): void {
    for (const id of [...this.#uploads.keys()]) this.#forget(id)
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
      const program = [`--max-old-space-size=${MOST_MEMORY_MB}`, modelReader, JSON.stringify(files), this.#weights]
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
