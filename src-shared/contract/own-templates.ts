// A person's own templates: what is written into their files, which are also how they are handed on.
import { z } from 'zod'
import { experimentSchema } from '../experiment/experiment'

export const TEMPLATE_FORMAT = 'latent-studio-template'
export const TEMPLATE_FILE_VERSION = 1

export const templateFamilySchema = z.enum(['autoencoders', 'adversarial', 'other'])
export type TemplateFamily = z.infer<typeof templateFamilySchema>

/** Characters of base64: a picture of 480 x 300 has 10 to 150 thousand. */
const MOST_PICTURE = 800_000

export const templateWordsSchema = z.object({
  title: z.string().trim().min(1).max(80),
  /** Two lines for the card. */
  summary: z.string().trim().max(400),
  family: templateFamilySchema,
})
export type TemplateWords = z.infer<typeof templateWordsSchema>

export const newTemplateSchema = templateWordsSchema.extend({
  /** PNG as base64. */
  picture: z.base64().max(MOST_PICTURE).nullable(),
  experiment: experimentSchema,
})
export type NewTemplate = z.infer<typeof newTemplateSchema>

/** The file, `*.latent-template.json`. The experiment is checked and migrated like any other. */
export const templateFileSchema = templateWordsSchema.extend({
  format: z.literal(TEMPLATE_FORMAT),
  version: z.literal(TEMPLATE_FILE_VERSION),
  picture: z.base64().max(MOST_PICTURE).nullable(),
  experiment: z.unknown(),
})
