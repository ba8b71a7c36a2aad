// The version history of an experiment, as pages ask for it: every save, every training and every named version, kept once each.
import { z } from 'zod'
import { experimentSchema } from '../experiment/experiment'
import { runIdSchema } from '../run/run-events'
import { studioErrorDetailSchema } from '../studio-error'

/** Of a document on a canvas that is in no library yet. */
export const draftIdSchema = z.string().regex(/^_[a-z0-9]{12}$/, 'a draft’s id is _ and 12 letters or digits')

/** Whose history: a saved experiment's id, or a draft's. */
export const historyIdSchema = z.string().regex(/^(_[a-z0-9]{12}|[a-z0-9][a-z0-9-]{0,79})$/, 'the id of a saved experiment or of a draft')

/** SHA-256 of the experiment's content, keys sorted. */
export const versionIdSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a version’s id has 64 hexadecimal digits')

export const versionNameSchema = z.string().trim().min(1).max(80)

/** What made a version, or met the same content again. `kept`: set aside before another took its place. */
export const occasionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('saved') }),
  z.strictObject({ kind: z.literal('trained'), run: runIdSchema, runName: z.string().max(80) }),
  z.strictObject({ kind: z.literal('named') }),
  z.strictObject({ kind: z.literal('kept') }),
])
export type Occasion = z.infer<typeof occasionSchema>

export const versionSchema = z.object({
  id: versionIdSchema,
  name: versionNameSchema.nullable(),
  /** Oldest first, never empty; milliseconds since 1970. */
  occasions: z.array(z.object({ at: z.number().int(), what: occasionSchema })).min(1),
  /** What the experiment was called then. */
  experimentName: z.string(),
  layers: z.number().int(),
})
export type Version = z.infer<typeof versionSchema>

export const versionListSchema = z.object({
  /** Newest first. */
  versions: z.array(versionSchema),
  /** Files that cannot be read, named; they stay where they are. */
  damaged: z.array(z.object({ file: z.string(), problem: studioErrorDetailSchema })),
})
export type VersionList = z.infer<typeof versionListSchema>

export const openedVersionSchema = z.object({ version: versionSchema, experiment: experimentSchema })
