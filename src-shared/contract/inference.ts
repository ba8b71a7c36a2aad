// What pages ask of a checkpoint, and what comes back: arrays as bytes, never spelled out as numbers.
import { z } from 'zod'
import { experimentSchema } from '../experiment/experiment'
import { FEWEST_BITS, MOST_BITS } from '../compression/quantise-code'
import { compressionFiguresSchema, runIdSchema } from '../run/run-events'

/** Examples or codes in one request. */
export const MOST_ROWS = 4096
export const MOST_ANSWER_BYTES = 64 * 1024 * 1024
/** Characters of arrays on their way in; a message holds 24 million. */
const MOST_TEXT = 22 * 1024 * 1024
/** Of a person's own picture, as its file comes. */
export const MOST_PICTURE_BYTES = 16 * 1024 * 1024
/** Pixels of a side: larger pictures are made smaller before they are compressed. */
export const MOST_PICTURE_SIDE = 1024

/** A kept checkpoint of a run: of that step, or the newest. */
export const checkpointChoiceSchema = z.object({ run: runIdSchema, step: z.union([z.number().int().min(0), z.literal('latest')]) })
export type CheckpointChoice = z.infer<typeof checkpointChoiceSchema>

export const datasetExamplesSchema = z.object({ split: z.enum(['train', 'test']), indices: z.array(z.number().int().min(0)).min(1).max(MOST_ROWS) })
export type DatasetExamples = z.infer<typeof datasetExamplesSchema>

/**
 * A safetensors file as base64, see array-text.ts. On their way in arrays are text: a host takes no body of bytes from a page, since
 * what decodes such bodies throws outside any handler when they are malformed.
 */
const arrayTextSchema = z.base64().min(1).max(MOST_TEXT)

const inferenceRequestSchema = checkpointChoiceSchema.extend({
  /**
   * Who asks, where only the newest answer matters: a request of the same caller that has not begun when the next one arrives is
   * answered with `superseded`.
   */
  caller: z.string().min(1).max(64).optional(),
})

export const encodeRequestSchema = inferenceRequestSchema.extend({
  /** Examples of the run's dataset, or given ones: `x [rows, ...shape]` float32 in the values networks see. */
  source: z.union([datasetExamplesSchema, z.object({ arrays: arrayTextSchema })]),
  /** Whether dataset examples come back themselves. */
  originals: z.boolean().optional(),
})
/** `z [rows, values in a code]` float32. */
export const decodeRequestSchema = inferenceRequestSchema.extend({ arrays: arrayTextSchema })
export const generateRequestSchema = inferenceRequestSchema.extend({ count: z.number().int().min(1).max(MOST_ROWS), seed: z.number().int().min(0).max(2 ** 31 - 1) })
export const reconstructRequestSchema = inferenceRequestSchema.extend({ examples: datasetExamplesSchema })

/** A whole picture through a model of frames, its codes rounded: one of the dataset's own, or a person's image file in base64. */
export const compressRequestSchema = inferenceRequestSchema.extend({
  image: z.union([z.object({ part: z.enum(['training', 'new']) }), z.object({ name: z.string().min(1).max(255), file: arrayTextSchema })]),
  /** Pictures that come back beside the original and the one with codes as they are, in this order. Figures come of every depth. */
  depths: z.array(z.number().int().min(FEWEST_BITS).max(MOST_BITS)).max(MOST_BITS),
})
/** In the metadata of what comes back, as JSON. */
export const compressionFactsSchema = z.object({
  /** Of one image. */
  figures: compressionFiguresSchema,
  /** Of a person's file, before it was made grey, 8 bits deep and small enough; null for a dataset's own. */
  file: z.object({ width: z.number().int(), height: z.number().int(), grey: z.boolean(), transparent: z.boolean(), sixteenBit: z.boolean() }).nullable(),
})
export type CompressionFacts = z.infer<typeof compressionFactsSchema>

/** A few test examples through what is drawn, node by node: peek-figures.ts says what comes back, by the signatures of peek-signatures.ts. */
export const peekRequestSchema = z.object({
  experiment: experimentSchema,
  /** Whose weights are taken where they fit; null for those a run would begin with. By its step: what is computed is kept under it. */
  checkpoint: checkpointChoiceSchema.extend({ step: z.number().int().min(0) }).nullable(),
  /** First test example. */
  index: z.number().int().min(0),
  /** Signatures whose figures the page has. */
  known: z.array(z.string().max(32)).max(8192),
  caller: z.string().min(1).max(64),
})

/** What browsers and Node call a Blob, as far as it is needed here. */
export interface ArrayFile {
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
}

function isArrayFile(value: unknown): value is ArrayFile {
  return typeof value === 'object' && value !== null && 'size' in value && 'arrayBuffer' in value && typeof value.arrayBuffer === 'function'
}

/** Bytes on their way out. */
export const arrayFileSchema = z.custom<ArrayFile>(isArrayFile)

/**
 * done: a safetensors file, float32 unless said otherwise:
 *   encode: `z [rows, width]`, of dataset examples also `label`, `index [rows]` int32 (label -1 where there is none), and where asked for
 *   `original [rows, ...shape]`
 *   decode: `output [rows, ...shape]`; generate: also `z`
 *   compress: `pictures [2 + depths, height, width]` uint8: original, codes as they are, and each depth; `compression` in its metadata
 *   reconstruct: `original`, `reconstruction [rows, ...shape]`, `z`, `squaredError [rows]`, `label`, `index`
 */
export const inferenceAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), /** Of the checkpoint. */ step: z.number().int().min(0), arrays: arrayFileSchema }),
  z.object({ kind: z.literal('superseded') }),
])
export type InferenceAnswer = z.infer<typeof inferenceAnswerSchema>
