// What main and the inference process say to each other, as headers of frames. Arrays travel behind them as safetensors bytes.
import { z } from 'zod'
import { experimentSchema } from '@shared/experiment/experiment'
import { datasetExamplesSchema, MOST_ROWS } from '@shared/contract/inference'
import { studioErrorDetailSchema } from '@shared/studio-error'
import { datasetLocationsSchema } from '../datasets/loaded-dataset'
import { checkpointReferenceSchema } from '../trainer/protocol'

/** The pipe that replies go out on: standard output is whatever libraries print. */
export const REPLY_DESCRIPTOR = 3
/** The process says that it lives this often. */
export const SIGN_OF_LIFE_MS = 2000

/** On the command line, as JSON. */
export const inferenceSettingsSchema = z.object({
  /** engine.json of the provisioned native engine; null where there is none. */
  engine: z.string().nullable(),
  datasets: datasetLocationsSchema,
})
export type InferenceSettings = z.infer<typeof inferenceSettingsSchema>

const inferenceTaskSchema = z.discriminatedUnion('kind', [
  /** Examples of the dataset; without them those of the payload: `x [rows, ...shape]`. */
  z.object({ kind: z.literal('encode'), examples: datasetExamplesSchema.nullable(), originals: z.boolean().optional() }),
  /** Codes of the payload: `z [rows, values in a code]`. */
  z.object({ kind: z.literal('decode') }),
  z.object({ kind: z.literal('generate'), count: z.number().int().min(1).max(MOST_ROWS), seed: z.number().int().min(0) }),
  z.object({ kind: z.literal('reconstruct'), examples: datasetExamplesSchema }),
])
export type InferenceTask = z.infer<typeof inferenceTaskSchema>

export const inferenceInputSchema = z.discriminatedUnion('kind', [
  /** Introduces a checkpoint, under a key that requests name. Costs nothing until one does. */
  z.object({ kind: z.literal('model'), key: z.string(), checkpoint: checkpointReferenceSchema, experiment: experimentSchema }),
  /** Takes an introduction back. */
  z.object({ kind: z.literal('forget'), key: z.string() }),
  z.object({
    kind: z.literal('request'),
    id: z.number().int(),
    model: z.string(),
    /** A newer request of the same caller makes older ones that have not begun superfluous. */
    caller: z.string().nullable(),
    task: inferenceTaskSchema,
  }),
  /** A whole picture through the networks, with rounded codes: the dataset's, or that of the payload's file. */
  z.object({
    kind: z.literal('compress'),
    id: z.number().int(),
    model: z.string(),
    caller: z.string().nullable(),
    image: z.union([z.object({ part: z.enum(['training', 'new']) }), z.object({ name: z.string() })]),
    depths: z.array(z.number().int()),
  }),
  /** A look into networks, with a checkpoint's weights or as a seed draws them. */
  z.object({
    kind: z.literal('peek'),
    id: z.number().int(),
    caller: z.string(),
    experiment: experimentSchema,
    checkpoint: checkpointReferenceSchema.nullable(),
    weights: z.string(),
    index: z.number().int(),
    known: z.array(z.string()),
  }),
  /** Whole networks on inputs from a file, with weights from another; see run-check-forward.ts. */
  z.object({
    kind: z.literal('forward'),
    id: z.number().int(),
    experiment: experimentSchema,
    names: z.record(z.string(), z.string()),
    /** Paths of safetensors files. */
    weights: z.string(),
    inputs: z.string(),
  }),
])
export type PeekInput = Extract<z.infer<typeof inferenceInputSchema>, { kind: 'peek' }>
export type CompressInput = Extract<z.infer<typeof inferenceInputSchema>, { kind: 'compress' }>
export type ForwardInput = Extract<z.infer<typeof inferenceInputSchema>, { kind: 'forward' }>
export type InferenceInput = z.infer<typeof inferenceInputSchema>

export const inferenceOutputSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alive') }),
  /** For the studio's log. */
  z.object({ kind: z.literal('note'), message: z.string() }),
  /** The payload holds the arrays. */
  z.object({ kind: z.literal('done'), id: z.number().int() }),
  z.object({ kind: z.literal('superseded'), id: z.number().int() }),
  z.object({ kind: z.literal('failed'), id: z.number().int(), error: studioErrorDetailSchema }),
])
export type InferenceOutput = z.infer<typeof inferenceOutputSchema>
