// What main and a trainer say to each other over the child process's JSON channel. Arrays never travel here: samples,
// latents and checkpoints are files in the run's folder, and events name them.
import { z } from 'zod'
import { experimentSchema } from '@shared/experiment/experiment'
import { runIdSchema, trainerCommandSchema } from '@shared/run/run-events'
import { datasetLocationsSchema } from '../datasets/loaded-dataset'

/** A checkpoint that a run may go on from. */
export const checkpointReferenceSchema = z.object({
  /** Absolute; of another run's folder where this one is a fork. Read only. */
  path: z.string(),
  step: z.number().int().min(0),
  /** Training time up to there, 0 when left out: of no account to the state, so that equal runs write equal files. */
  elapsedMs: z.number().min(0).optional(),
  /** SHA-256 of its weights as recorded. */
  sha256: z.string(),
})
export type CheckpointReference = z.infer<typeof checkpointReferenceSchema>

const trainerBeginSchema = z.object({
  kind: z.literal('begin'),
  run: runIdSchema,
  /** The run's own folder, absolute, existing. The trainer writes nowhere else. */
  directory: z.string(),
  experiment: experimentSchema,
  /** `auto`: TensorFlow where it is provisioned, else the JavaScript fallback (which the run then says). */
  engine: z.enum(['auto', 'tensorflow', 'javascript']),
  locations: datasetLocationsSchema.extend({
    /** engine.json of the provisioned native engine; null where there is none. */
    engine: z.string().nullable(),
    /** Folder of starting weights; left out where no network has any. */
    weights: z.string().optional(),
  }),
  /** Where to go on from; null or left out at the beginning. */
  resume: z
    .object({
      /** resumed: the same run, exactly as if it had not been interrupted. forked: a new run with settings of its own. */
      kind: z.enum(['resumed', 'forked']),
      /** Newest first: the first one that is whole is taken. */
      checkpoints: z.array(checkpointReferenceSchema).min(1),
    })
    .nullable()
    .optional(),
})
export type TrainerBegin = z.infer<typeof trainerBeginSchema>

/** Parent to trainer: `begin` once, then commands. What comes back are trainer events. A trainer whose channel closes stops by itself. */
export const trainerInputSchema = z.union([trainerBeginSchema, trainerCommandSchema])
