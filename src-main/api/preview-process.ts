// A short-lived process that loads a dataset and prints its preview as one JSON line: reading tens of megabytes is no
// work for the main process. Usage: preview.js <choice as JSON> <locations as JSON>.
import { choiceSchema } from '@shared/experiment/experiment'
import { StudioError } from '@shared/studio-error'
import { datasetLocationsSchema } from '../datasets/loaded-dataset'
import { previewDataset } from '../datasets/preview-dataset'

async function answer(): Promise<unknown> {
  try {
    const [choice, locations] = process.argv.slice(2).map((text) => JSON.parse(text) as unknown)
    return { preview: await previewDataset(choiceSchema.parse(choice), datasetLocationsSchema.parse(locations)) }
  } catch (error) {
    if (error instanceof StudioError) return { problem: error.detail }
    throw error
  }
}

process.stdout.write(`${JSON.stringify(await answer())}\n`)
