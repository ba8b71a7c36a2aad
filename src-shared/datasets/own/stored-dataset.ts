// A person's own data as the studio keeps it: decoded once, described by a manifest, known by the hash of its content.
import { z } from 'zod'

/** SHA-256 over what a network would see: shape, storage, classes, split, values and labels. Not over names. */
export const storedDatasetIdSchema = z.string().regex(/^[0-9a-f]{64}$/)

/** Labels are kept as one byte. */
export const MOST_CLASSES = 256
export const MOST_EXAMPLES = 5_000_000
/** Of all examples together, as kept: a trainer holds them in memory. */
export const MOST_STORED_BYTES = 8 * 1024 ** 3

const count = z.number().int().min(0).max(MOST_EXAMPLES)

/** Everything an experiment must know of the data to be checked without it. */
export const storedFactsSchema = z.strictObject({
  id: storedDatasetIdSchema,
  /** `image`: shape is [height, width, channels]; `points`: [2]. */
  kind: z.enum(['image', 'points']),
  shape: z.array(z.number().int().min(1).max(100_000_000)).min(1).max(3),
  /** uint8: 0 to 255, which a network sees as 0 to 1; float32: as they are. */
  storage: z.enum(['uint8', 'float32']),
  /** Of the values a network sees. */
  range: z.tuple([z.number(), z.number()]).nullable(),
  classes: z.array(z.string().max(120)).min(1).max(MOST_CLASSES).nullable(),
  count: count.min(2),
  /** Examples by the folders (or files) they came in; null where nothing said which are for what. */
  folders: z.strictObject({ train: count.min(1), validation: count, test: count.min(1) }).nullable(),
})
export type StoredFacts = z.infer<typeof storedFactsSchema>

/** Why something was left out, how often, and the first few names. */
export const skippedSchema = z.object({ reason: z.string(), count: z.number().int().min(1), examples: z.array(z.string()).max(8) })
export type Skipped = z.infer<typeof skippedSchema>

export const storedDatasetSchema = z.object({
  format: z.literal('latent-studio-dataset'),
  version: z.literal(1),
  name: z.string().min(1).max(80),
  facts: storedFactsSchema,
  /** Examples of each class, in the order of `facts.classes`; null where there are none. */
  classCounts: z.array(z.number().int().min(0)).nullable(),
  /** What was done to the files, in words, a line each. */
  made: z.array(z.string().max(400)).max(40),
  skipped: z.array(skippedSchema).max(60),
  importedAt: z.number().int(),
  /** Of the folder. */
  bytes: z.number().int().min(0),
})
export type StoredDataset = z.infer<typeof storedDatasetSchema>
