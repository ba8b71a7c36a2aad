// What people ask about datasets: whether their files are whole, and what the first examples look like. Previews are
// made by a process of their own, one at a time, and remembered.
import { z } from 'zod'
import { datasetPreviewSchema, type DatasetPreview } from '@shared/contract/contract'
import { StudioError, studioErrorDetailSchema, type StudioErrorDetail } from '@shared/studio-error'
import { datasetStatus } from '../datasets/load-dataset'
import type { DatasetLocations } from '../datasets/loaded-dataset'
import type { Locations } from '../locations'
import { askProcess } from '../processes/ask-process'
import { describeProcessEnd, type ProcessWords } from '../processes/process-death'

const REMEMBERED = 16
const TIMEOUT_MS = 60_000
const MOST_OUTPUT = 16 * 1024 * 1024

const WORDS: ProcessWords = {
  id: 'dataset-preview',
  name: 'The process that makes previews',
  unfinished: 'before it was done',
  afterMemory: 'Close other programs, then open the preview again.',
  afterCrash: 'Open the preview again. The data itself is not touched.',
  afterExit: 'Open the preview again. If it fails again, see whether the data can be trained on.',
}

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
    const reply = await askProcess({
      program: { node, entry: preview },
      parameters: [JSON.stringify({ id, parameters }), JSON.stringify(this.#datasets)],
      timeoutMs: TIMEOUT_MS,
      mostOutput: MOST_OUTPUT,
      schema: answerSchema,
    })
    if ('end' in reply) {
      const { message, got, fix } = describeProcessEnd(reply.end, WORDS)
      const expected = `a preview within ${TIMEOUT_MS / 1000} seconds`
      throw new StudioError({ code: 'dataset-preview-failed', message: `The preview of ${id} could not be made.`, path: id, expected, got: reply.timedOut ? 'none by then' : (got ?? message), fix })
    }
    const { answer } = reply
    if ('problem' in answer) throw new StudioError(answer.problem)
    return answer.preview
  }
}
