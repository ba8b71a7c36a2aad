// What is exported: code, weights and pictures of an experiment as it stands, or of a checkpoint.
import { z } from 'zod'
import { experimentSchema } from '../experiment/experiment'
import { studioErrorDetailSchema } from '../studio-error'
import { arrayFileSchema, checkpointChoiceSchema } from './inference'

export const exportFormats = ['pytorch', 'keras', 'safetensors', 'experiment', 'svg', 'png'] as const
export const exportFormatSchema = z.enum(exportFormats)
export type ExportFormat = z.infer<typeof exportFormatSchema>

/** An experiment goes out with the weights a run of it would begin with; a checkpoint with those it holds. */
const exportSourceSchema = z.union([z.object({ experiment: experimentSchema }), checkpointChoiceSchema])
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

export const checkedFrameworks = ['pytorch', 'keras'] as const
export const checkedFrameworkSchema = z.enum(checkedFrameworks)
export type CheckedFramework = z.infer<typeof checkedFrameworkSchema>

/** Exported code run in Python beside the studio's own networks, same weights, same inputs. */
export const exportCheckRequestSchema = z.object({
  source: exportSourceSchema,
  frameworks: z.array(checkedFrameworkSchema).min(1).max(checkedFrameworks.length),
  /** Path of a Python; that of LATENT_STUDIO_PYTHON, else one in PATH, where left out. */
  python: z.string().min(1).max(4096).optional(),
})

const frameworkCheckSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('compared'),
    framework: checkedFrameworkSchema,
    /** `PyTorch 2.13.0`. */
    version: z.string(),
    /** Greatest difference as a share of the output's largest value (of 1 where that is smaller); null where only one side is finite. */
    networks: z.array(z.object({ name: z.string(), difference: z.number().nullable(), same: z.boolean() })),
  }),
  /** Not installed in that Python, and the command that installs it. */
  z.object({ kind: z.literal('missing'), framework: checkedFrameworkSchema, modules: z.array(z.string()), install: z.string() }),
  z.object({ kind: z.literal('failed'), framework: checkedFrameworkSchema, error: studioErrorDetailSchema }),
])
export type FrameworkCheck = z.infer<typeof frameworkCheckSchema>

export const exportCheckAnswerSchema = z.object({
  python: z.object({ path: z.string(), version: z.string() }),
  tolerance: z.number(),
  frameworks: z.array(frameworkCheckSchema),
})
export type ExportCheckAnswer = z.infer<typeof exportCheckAnswerSchema>
