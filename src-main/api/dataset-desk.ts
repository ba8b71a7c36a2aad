// What people ask about datasets: whether their files are whole, and what the first examples look like. Previews are
// made by a process of their own, one at a time, and remembered.
import { execFile } from 'node:child_process'
import { z } from 'zod'
import { datasetPreviewSchema, type DatasetPreview } from '@shared/contract/contract'
import { StudioError, studioErrorDetailSchema, type StudioErrorDetail } from '@shared/studio-error'
import { datasetStatus } from '../datasets/load-dataset'
import type { DatasetLocations } from '../datasets/loaded-dataset'
import type { Locations } from '../locations'

const REMEMBERED = 16
const TIMEOUT_MS = 60_000
const MOST_OUTPUT = 16 * 1024 * 1024

const answerSchema = z.union([z.object({ preview: datasetPreviewSchema }), z.object({ problem: studioErrorDetailSchema })])

export class DatasetDesk {
  readonly #locations: Locations
  readonly #datasets: DatasetLocations
  readonly #previews = new Map<string, Promise<DatasetPreview>>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(locations: Locations, datasets: DatasetLocations) {
    this.#locations = locations
    this.#datasets = datasets
  }

  async status(): Promise<{ id: string; problem: StudioErrorDetail | null }[]> {
    return datasetStatus(this.#datasets)
  }

  preview(id: string, parameters: Record<string, z.core.util.JSONType>): Promise<DatasetPreview> {
    const key = JSON.stringify([id, parameters])
    const known = this.#previews.get(key)
    if (known !== undefined) return known
    const made = this.#last.then(() => this.#make(id, parameters))
    this.#last = made.catch(() => {})
    this.#previews.set(key, made)
    // A failure is not remembered: the person may mend it.
    made.catch(() => this.#previews.delete(key))
    const oldest = this.#previews.keys().next().value
    if (this.#previews.size > REMEMBERED && oldest !== undefined) this.#previews.delete(oldest)
    return made
  }

  async #make(id: string, parameters: Record<string, z.core.util.JSONType>): Promise<DatasetPreview> {
    const { node, preview } = this.#locations
    const output = await new Promise<string>((resolve, reject) => {
      const program = [preview, JSON.stringify({ id, parameters }), JSON.stringify(this.#datasets)]
      execFile(node, program, { timeout: TIMEOUT_MS, maxBuffer: MOST_OUTPUT, windowsHide: true }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new StudioError({ code: 'dataset-preview-failed', message: `The preview of ${id} could not be made.`, got: stderr.trim().slice(-500) || error.message }, { cause: error }))
      })
    })
    const answer = answerSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''))
    if ('problem' in answer) throw new StudioError(answer.problem)
    return answer.preview
  }
}
