// A short-lived process that reads a model file and prints what it is as one JSON line: a hostile or huge file costs this process,
// nothing else. Usage: model-reader.js <files as JSON> <folder of starting weights>.
import { z } from 'zod'
import { StudioError } from '@shared/studio-error'
import { readModel } from './read-model'

const filesSchema = z.array(z.object({ path: z.string(), fileName: z.string() }))

async function answer(): Promise<unknown> {
  const [files = '', folder = ''] = process.argv.slice(2)
  try {
    return { model: await readModel(filesSchema.parse(JSON.parse(files)), folder) }
  } catch (error) {
    if (error instanceof StudioError) return { problem: error.detail }
    throw error
  }
}

process.stdout.write(`${JSON.stringify(await answer())}\n`)
