// What a run tells: the events a trainer sends up, recorded first, shown second. Reopening a run replays them
// through the same reducer (reduce-run.ts).
import { z } from 'zod'
import { studioErrorDetailSchema } from '../studio-error'
import { plannedStageSchema } from './stage-plan'

export const runIdSchema = z.string().regex(/^[a-z0-9]{8,32}$/).brand<'RunId'>()
export type RunId = z.infer<typeof runIdSchema>
export const blobIdSchema = z.string().regex(/^[a-z0-9]{16,64}$/).brand<'BlobId'>()
export type BlobId = z.infer<typeof blobIdSchema>

export const engineInfoSchema = z.object({
  id: z.enum(['tensorflow', 'javascript']),
  /** `TensorFlow 2.21.0, tfjs 4.22.0`. */
  version: z.string(),
  /** `CPU, 2 cores` or the GPU's name. */
  device: z.string(),
  accelerator: z.enum(['cpu', 'gpu']),
  /** True where runs are native. The JavaScript fallback is slow and says so. */
  native: z.boolean(),
  /** How a run's steps go: replayed as one native graph, or one operation at a time. Absent where no run is meant. */
  execution: z.enum(['captured', 'eager']).optional(),
  /** True where that graph is compiled with XLA, which rounds otherwise: a resumed run keeps it. */
  xla: z.boolean().optional(),
})
export type EngineInfo = z.infer<typeof engineInfoSchema>

const at = {
  /** Steps finished when it happened. */
  step: z.number().int().min(0),
  /** step / stepsPerEpoch, fractional. */
  epoch: z.number().min(0),
  /** Training time so far, pauses left out. */
  elapsedMs: z.number().min(0),
}

/** One value of one metric. `value` is null where it is not a finite number. */
const metricPointSchema = z.object({
  /** `train/loss`, `test/kl`. */
  name: z.string(),
  step: at.step,
  epoch: at.epoch,
  elapsedMs: at.elapsedMs,
  value: z.number().nullable(),
})
export type MetricPoint = z.infer<typeof metricPointSchema>

/** How a snapshot file is to be drawn. Images are PNG sheets of tiles at their own resolution, row by row. */
const imageSheetSchema = z.object({ tileWidth: z.number().int(), tileHeight: z.number().int(), columns: z.number().int(), rows: z.number().int() })
export type ImageSheet = z.infer<typeof imageSheetSchema>

export const artefactKinds = ['samples', 'reconstructions', 'manifold', 'latents', 'field', 'pages', 'activities', 'filters', 'predictions', 'compression', 'prior-samples', 'fitted-samples'] as const

const pictureQualitySchema = z.object({ psnr: z.number().nullable(), ssim: z.number().nullable() })
/** A page cleaned whole: each picture held against the original. The median filter is the baseline, with the best of its windows. */
const pageFiguresSchema = z.object({
  name: z.string(),
  damaged: pictureQualitySchema,
  restored: pictureQualitySchema,
  median: pictureQualitySchema.extend({ window: z.number().int() }),
})
export type PageFigures = z.infer<typeof pageFiguresSchema>

const ratedQualitySchema = pictureQualitySchema.extend({ bitsPerPixel: z.number() })
/** A picture compressed whole, held against the original: with codes as they are, with codes rounded to each depth, and as JPEG. */
const compressedImageSchema = z.object({
  name: z.string(),
  part: z.enum(['training', 'new']),
  unrounded: pictureQualitySchema,
  rounded: z.array(ratedQualitySchema.extend({ bits: z.number().int() })),
  /** All of a file counts; what comes before its entropy-coded picture is told apart too. */
  jpeg: z.array(ratedQualitySchema.extend({ quality: z.number().int(), headerBitsPerPixel: z.number() })),
})
export type CompressedImage = z.infer<typeof compressedImageSchema>
export const compressionFiguresSchema = z.object({
  /** Values in a code. */
  codeSize: z.number().int(),
  framePixels: z.number().int(),
  /** Bit depths of the pictures of each image, after the original and the one with codes as they are. */
  pictured: z.array(z.number().int()),
  images: z.array(compressedImageSchema),
})
export type CompressionFigures = z.infer<typeof compressionFiguresSchema>

/**
 * samples:         image sheet of decoded fixed latents, or (points) arrays `points [n,2]` and `data [m,2]`
 * prior-samples:   as samples, of codes from N(0, I), where the recipe's own samples are drawn otherwise
 * fitted-samples:  as samples, of codes from a normal with the mean and covariance of test examples' codes, where the recipe's own are drawn from N(0, I)
 * reconstructions: image sheet of rows original, reconstruction, |difference| (columns = examples), with squaredErrors; of a recipe
 *                  that damages what it is shown, `damaged` is true and a row with that comes second;
 *                  or (points) arrays `original [n,2]`, `reconstruction [n,2]`, and `shown [n,2]` where it was damaged
 * manifold:        image sheet of a 2-D latent grid decoded (rows from high to low z1), with range; or (points) `points [n,2]`
 * field:           (points) arrays `at [n,2]`, `arrow [n,2]`: g(f(x)) − x on a grid over the data, and `data [m,2]`
 * pages:           image sheet, a row a page: original, damaged, restored, median filter; with `pages`
 * activities:      array `mean [units]`: what each unit of the stage under way gives on average over test examples
 * filters:         image sheet of the weights into the first units of the encoder's first layer, each from its own −largest to largest
 * predictions:     arrays `label`, `predicted`, `probability [n]` of every test example in order: its class, the most probable class and how
 *                  probable that is (int32, int32, float32)
 * compression:     image sheet, a row a picture: original, codes as they are, codes rounded to each depth of `compression.pictured`
 * latents:         arrays `z [n,d]`, `projection [n,2]`, `label [n]` (int32, -1 where there is none), `index [n]`, of a pca `axes [2,d]`,
 *                  of a variational code `kl [d]`, the mean KL of each dimension in nats
 */
const artefactSchema = z.object({
  kind: z.enum(artefactKinds),
  /** Path inside the run's folder, forward slashes. */
  file: z.string(),
  mediaType: z.enum(['image/png', 'application/vnd.safetensors']),
  bytes: z.number().int().min(0),
  sheet: imageSheetSchema.optional(),
  /** Squared error of each reconstruction shown. */
  squaredErrors: z.array(z.number().nullable()).optional(),
  damaged: z.boolean().optional(),
  /** Of `pages`, one a row. */
  pages: z.array(pageFiguresSchema).optional(),
  /** Of `compression`, an image a row of the sheet. */
  compression: compressionFiguresSchema.optional(),
  /** Half-width of the manifold grid in latent units, per axis: [min, max]. */
  range: z.array(z.tuple([z.number(), z.number()])).optional(),
  /** How `projection` was made: `identity` for 2-D codes, `pca` above, with the share of variance it keeps. */
  projection: z.object({ method: z.enum(['identity', 'pca']), explained: z.number().optional() }).optional(),
  /** Filled in by the recorder. */
  blob: blobIdSchema.optional(),
})
export type Artefact = z.infer<typeof artefactSchema>

export const trainerEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    engine: engineInfoSchema,
    parameterCount: z.number().int(),
    stepsPerEpoch: z.number().int().min(1),
    totalSteps: z.number().int().min(1),
    /** What the run goes through one after the other; absent where it has no stages. */
    stages: z.array(plannedStageSchema).optional(),
    pid: z.number().int(),
    /**
     * The checkpoint it goes on from; absent where it begins at the beginning. Points, snapshots and checkpoints of this
     * run after that step are superseded: they are gone from the record, and come again.
     */
    from: z.object(at).optional(),
  }),
  z.object({ kind: z.literal('progress'), ...at, samplesPerSecond: z.number().min(0) }),
  z.object({ kind: z.literal('metrics'), points: z.array(metricPointSchema) }),
  z.object({ kind: z.literal('snapshot'), ...at, artefacts: z.array(artefactSchema) }),
  z.object({
    kind: z.literal('checkpoint'),
    ...at,
    /** Path inside the run's folder. */
    file: z.string(),
    bytes: z.number().int(),
    /** SHA-256 of the weights' bytes in name order (not of the file, whose header may differ). */
    sha256: z.string(),
  }),
  z.object({ kind: z.literal('paused'), ...at }),
  z.object({ kind: z.literal('resumed'), ...at }),
  /** A line for the log. */
  z.object({ kind: z.literal('log'), level: z.enum(['info', 'warning', 'error']), message: z.string() }),
  /** `cause`: why it was stopped, where nobody asked for it; the studio adds it. */
  z.object({ kind: z.literal('finished'), ...at, reason: z.enum(['completed', 'stopped']), cause: studioErrorDetailSchema.optional() }),
  z.object({ kind: z.literal('failed'), ...at, error: studioErrorDetailSchema }),
])
export type TrainerEvent = z.infer<typeof trainerEventSchema>
export type TrainerEventKind = TrainerEvent['kind']

/** A trainer event as recorded: numbered within its run from 1, without gaps, and stamped. */
export const runEventSchema = z.object({
  run: runIdSchema,
  sequence: z.number().int().min(1),
  /** Milliseconds since 1970. */
  recordedAt: z.number().int(),
  event: trainerEventSchema,
})
export type RunEvent = z.infer<typeof runEventSchema>

/** Commands flow down only. */
export const trainerCommandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause') }),
  z.object({ kind: z.literal('resume') }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('checkpoint') }),
])
export type TrainerCommand = z.infer<typeof trainerCommandSchema>
