// The templates as the studio ships them, for tests that need a whole document.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { templateSchema, type Template } from '@shared/contract/contract'
import type { Experiment } from '@shared/experiment/experiment'

const folder = resolve(import.meta.dirname, '../../resources/templates')

export function shippedTemplateIds(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => name.slice(0, -'.json'.length))
}

export function shippedTemplate(id: string): Template {
  const file: unknown = JSON.parse(readFileSync(resolve(folder, `${id}.json`), 'utf8'))
  return templateSchema.parse({ picture: `/templates/${id}.png`, own: false, ...(file as object) })
}

export function shippedExperiment(id: string): Experiment {
  return shippedTemplate(id).experiment
}
