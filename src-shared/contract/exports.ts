// What is exported: code, weights and pictures of an experiment as it stands, or of a checkpoint.
import { z } from 'zod'
import { experimentSchema } from '../experiment/experiment'
import { arrayFileSchema, checkpointChoiceSchema } from './inference'

export const exportFormats = ['pytorch', 'keras', 'safetensors', 'experiment', 'svg', 'png'] as const
export const exportFormatSchema = z.enum(exportFormats)
export type ExportFormat = z.infer<typeof exportFormatSchema>

/** An experiment goes out with the weights a run of it would begin with; a checkpoint with those it holds. */
export const exportSourceSchema = z.union([z.object({ experiment: experimentSchema }), checkpointChoiceSchema])
export type ExportSource = z.infer<typeof exportSourceSchema>

export const exportRequestSchema = z.object({
  source: exportSourceSchema,
  formats: z.array(exportFormatSchema).min(1).max(exportFormats.length),
  /** Of pictures. */
  theme: z.enum(['dark', 'light']).default('light'),
  /** All files in one. */
  zip: z.boolean().default(false),
})

export const exportAnswerSchema = z.object({ files: z.array(z.object({ name: z.string(), content: arrayFileSchema })) })
export type ExportAnswer = z.infer<typeof exportAnswerSchema>
