// What pages say while they import a model: its bytes go up in pieces; what it was read as comes back.
import { z } from 'zod'
import { startingWeightsSchema } from '../graph/starting-weights'
import { importedNetworkSchema, importReportSchema } from '../interchange/import-report'

export const MOST_MODEL_BYTES = 256 * 1024 * 1024
/** Before base64: a host's message holds 24 million characters. */
export const MODEL_PIECE_BYTES = 4 * 1024 * 1024

const uploadIdSchema = z.string().regex(/^[a-z0-9]{16}$/)

export const modelPieceSchema = z.object({
  /** Chosen by who uploads. */
  upload: uploadIdSchema,
  /** Where in the file these bytes begin: as many as went up before. */
  offset: z.number().int().min(0).max(MOST_MODEL_BYTES),
  bytes: z.base64().max(8 * 1024 * 1024),
})
export type ModelPiece = z.infer<typeof modelPieceSchema>

/** The name says what the file is: `.onnx`, `.keras`, `.json`, `.safetensors`. */
export const modelFileSchema = z.object({ upload: uploadIdSchema, fileName: z.string().min(1).max(255) })
export type ModelFile = z.infer<typeof modelFileSchema>

/** Weights of a model that was read, as its networks name them. */
export const readWeightsSchema = z.object({ weights: z.array(startingWeightsSchema.shape.sha256).max(16) })

export const modelAnswerSchema = z.object({ networks: z.array(importedNetworkSchema).min(1).max(16), report: importReportSchema })
export type ModelAnswer = z.infer<typeof modelAnswerSchema>
