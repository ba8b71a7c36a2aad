// The project file (`*.latent.json`): everything a run needs to know, with a version. Migrations live beside it.
import { z } from 'zod'
import { blockSchema, MOST_BLOCKS } from '../graph/block'
import { networkIdSchema, networkSchema, parameterValuesSchema } from '../graph/network'
import { clippingSchema } from '../optimizers/clip-gradients'

export const EXPERIMENT_FORMAT = 'latent-studio-experiment'
export const EXPERIMENT_VERSION = 3

/** A recipe's role or player, as settings' paths name it: `recipe.roles.encoder`. */
const partIdSchema = z.string().regex(/^[A-Za-z][\w-]{0,63}$/)

/** A catalogue entry chosen by id, with its parameters (narrowed by that entry's own schema). */
export const choiceSchema = z.strictObject({ id: z.string().min(1).max(64), parameters: parameterValuesSchema })

/** An optimizer, with how its learning rate changes over the run and what is done to its gradients; both as they are when left out. */
const optimizerChoiceSchema = choiceSchema.extend({
  schedule: choiceSchema.optional(),
  clipping: clippingSchema.optional(),
})

export const executionSchema = z.strictObject({
  mode: z.enum(['captured', 'eager']).default('captured').meta({
    title: 'Execution',
    description: 'Captured records one step and runs it as one native graph. One operation at a time is several times slower: for looking into a step.',
    labels: { captured: 'Captured graph', eager: 'One operation at a time' },
  }),
  xla: z.enum(['auto', 'on', 'off']).default('off').meta({
    title: 'XLA',
    description:
      'TensorFlow’s compiler. Automatic measures the first steps with and without it and keeps the faster way: two runs of one seed may then differ in their last bits.',
    labels: { auto: 'Automatic', on: 'On', off: 'Off' },
  }),
})

export const trainingSchema = z.strictObject({
  /** Passes over the training set. */
  epochs: z.number().int().min(1).max(100_000),
  /** Stops after this many steps, when given, even inside an epoch. */
  steps: z.number().int().min(1).max(1_000_000_000).nullable(),
  /** Examples a step. */
  batchSize: z.number().int().min(1).max(65_536),
  /** Seeds weights, shuffling and every random stream of the run. */
  seed: z.number().int().min(0).max(2 ** 31 - 1),
  /** One optimizer for each player of the recipe, by player id. */
  optimizers: z.record(partIdSchema, optimizerChoiceSchema),
  /** How steps run; it changes speed, and rounding in the last bits. Captured, without XLA, when left out. */
  execution: executionSchema.optional(),
})

export const recordingSchema = z.strictObject({
  /** Steps between evaluations on the test set; null means at the end of every epoch. */
  evaluateEverySteps: z.number().int().min(1).nullable(),
  /** Steps between snapshots (samples, reconstructions, latents); null means after every epoch, with early extra ones. */
  snapshotEverySteps: z.number().int().min(1).nullable(),
  /** Steps between checkpoints; null means after every epoch. */
  checkpointEverySteps: z.number().int().min(1).nullable(),
  /** Minutes of training after which a checkpoint is written besides those; null or left out means none. */
  checkpointEveryMinutes: z.number().min(0.05).max(10_080).nullable().optional(),
  /** How many of the newest checkpoints stay; null or left out means all of them. */
  keepLast: z.number().int().min(1).max(100_000).nullable().optional(),
  /** Whether the checkpoint with the best primary metric stays besides the newest. True when left out; without effect where none is the best (best-by.ts). */
  keepBest: z.boolean().optional(),
  /** Samples decoded from fixed latents at every snapshot. */
  sampleCount: z.number().int().min(1).max(256),
  /** Test examples reconstructed at every snapshot. */
  reconstructionCount: z.number().int().min(1).max(64),
  /** Test examples encoded at every snapshot. */
  latentCount: z.number().int().min(1).max(10_000),
})

export const experimentSchema = z.strictObject({
  format: z.literal(EXPERIMENT_FORMAT),
  /** Versions 1 and 2 are version 3 without what came later (migrations.ts): whatever fits them is read as version 3. */
  version: z.literal([1, 2, EXPERIMENT_VERSION]).transform((): typeof EXPERIMENT_VERSION => EXPERIMENT_VERSION),
  name: z.string().min(1).max(120),
  description: z.string().max(4000),
  networks: z.array(networkSchema).max(16),
  /** Layers put together under a name, used by nodes of the networks and of one another. */
  blocks: z.array(blockSchema).max(MOST_BLOCKS).optional(),
  recipe: z.strictObject({
    id: z.string().min(1).max(64),
    parameters: parameterValuesSchema,
    /** Which network plays which role: role id of the recipe -> network id. */
    roles: z.record(partIdSchema, networkIdSchema),
  }),
  dataset: choiceSchema,
  training: trainingSchema,
  recording: recordingSchema,
})

export type Experiment = z.infer<typeof experimentSchema>
export type Choice = z.infer<typeof choiceSchema>
export type OptimizerChoice = z.infer<typeof optimizerChoiceSchema>
export type ExecutionSettings = z.infer<typeof executionSchema>
