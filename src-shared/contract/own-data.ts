// What pages and the command line say while they import data: files go up in pieces, are looked over, and become a stored dataset.
import { z } from 'zod'
import { skippedSchema, storedDatasetSchema } from '../datasets/own/stored-dataset'
import { studioErrorDetailSchema } from '../studio-error'

export const MOST_FILES = 1_000_000
export const MOST_UPLOAD_BYTES = 16 * 1024 ** 3
/** Bytes in one piece, before base64: a host's message holds 24 million characters. */
export const PIECE_BYTES = 4 * 1024 ** 2

export const importIdSchema = z.string().regex(/^[a-z0-9]{16}$/)

/** Files, or parts of one, as they follow each other in `bytes`. */
export const uploadSchema = z.object({
  id: importIdSchema,
  parts: z
    .array(
      z.object({
        /** With forward slashes, as chosen: `cats/001.png`. It names the file in words and gives classes; nothing is written under it. */
        name: z.string().min(1).max(1000),
        /** Of the whole file. */
        size: z.number().int().min(0).max(MOST_UPLOAD_BYTES),
        /** Where in the file these bytes begin: 0, or where the part before ended. */
        offset: z.number().int().min(0),
        length: z.number().int().min(0).max(PIECE_BYTES),
      }),
    )
    .min(1)
    .max(20_000),
  /** Base64: a host takes no body of bytes from a page. */
  bytes: z.base64().max(8 * 1024 ** 2),
})
export type Upload = z.infer<typeof uploadSchema>

export const fits = ['cover', 'contain', 'fill'] as const

export const importSettingsSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  images: z
    .strictObject({
      width: z.number().int().min(1).max(2048),
      height: z.number().int().min(1).max(2048),
      fit: z.enum(fits),
      colour: z.enum(['grey', 'colour']),
      /** What shows through where an image is transparent, and around one that is fitted whole. */
      ground: z.enum(['black', 'white']),
      /** One image becomes many: squares of the size above, each `stride` pixels on from the last. Null: an image is an example. */
      patches: z.strictObject({ stride: z.number().int().min(1).max(2048) }).nullable(),
    })
    .optional(),
  table: z
    .strictObject({
      /** Column of the class; null for none. */
      label: z.string().max(200).nullable(),
      /** Shape a row's values take: [height, width, channels]; null: [1, values, 1], or a point where there are two. */
      shape: z.tuple([z.number().int().min(1), z.number().int().min(1), z.number().int().min(1)]).nullable(),
      scale: z.enum(['none', 'unit', 'standardise']),
      /** What becomes of a row with a missing value or one that is not a number. */
      missing: z.enum(['refuse', 'skip']),
    })
    .optional(),
})
export type ImportSettings = z.infer<typeof importSettingsSchema>

export const importKinds = ['images', 'idx', 'csv', 'npy'] as const

const imageFactsSchema = z.object({
  count: z.number().int(),
  /** Least and greatest, in pixels. */
  width: z.tuple([z.number(), z.number()]),
  height: z.tuple([z.number(), z.number()]),
  /** How many have the commonest size. */
  commonest: z.object({ width: z.number(), height: z.number(), count: z.number() }),
  grey: z.number().int(),
  transparent: z.number().int(),
  sixteenBit: z.number().int(),
})

const columnSchema = z.object({ name: z.string(), numbers: z.number().int(), missing: z.number().int(), words: z.number().int(), distinct: z.number().int() })

export const importReportSchema = z.object({
  kind: z.enum(importKinds),
  files: z.number().int(),
  bytes: z.number(),
  /** Of examples, as they would be imported with the suggested settings. */
  count: z.number().int(),
  images: imageFactsSchema.optional(),
  table: z.object({ rows: z.number().int(), columns: z.array(columnSchema).max(4096) }).optional(),
  /** Of one example, where the files say it (IDX, NPY). */
  shape: z.array(z.number().int()).optional(),
  classes: z.array(z.object({ name: z.string(), count: z.number().int() })).nullable(),
  folders: z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() }).nullable(),
  skipped: z.array(skippedSchema),
  /** First examples as a sheet; null where they are no pictures. */
  sheet: z.object({ png: z.string(), tileWidth: z.number(), tileHeight: z.number(), columns: z.number(), rows: z.number() }).nullable(),
  suggested: importSettingsSchema,
})
export type ImportReport = z.infer<typeof importReportSchema>

export const importEventSchema = z.discriminatedUnion('kind', [
  /** `total` is 0 while it is not known. */
  z.object({ kind: z.literal('progress'), what: z.string(), done: z.number().int().min(0), total: z.number().int().min(0) }),
  z.object({ kind: z.literal('scanned'), report: importReportSchema }),
  /** `known`: the very same data was stored before, and is used again. */
  z.object({ kind: z.literal('stored'), dataset: storedDatasetSchema, known: z.boolean() }),
  z.object({ kind: z.literal('failed'), problem: studioErrorDetailSchema }),
])
export type ImportEvent = z.infer<typeof importEventSchema>
