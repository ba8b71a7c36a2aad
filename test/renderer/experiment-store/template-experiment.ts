// The VAE template as the studio ships it, for tests that need a whole document.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Template } from '@shared/contract/contract'
import { experimentSchema } from '@shared/experiment/experiment'
import { z } from 'zod'

const fileSchema = z.object({ id: z.string(), title: z.string(), summary: z.string(), family: z.enum(['autoencoders', 'adversarial', 'other']), experiment: experimentSchema })

export function shippedTemplate(id: string): Template {
  const text = readFileSync(resolve(import.meta.dirname, '../../../resources/templates', `${id}.json`), 'utf8')
  return { ...fileSchema.parse(JSON.parse(text)), picture: `/templates/${id}.png`, own: false }
}
