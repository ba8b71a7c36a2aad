// The training and recording settings as fields: titles, words and the document's own limits.
import { recordingSchema, trainingSchema } from '@shared/experiment/experiment'
import { fieldsOf, type Field } from '../form/fields-of'

interface Words {
  readonly title: string
  readonly description: string
  readonly unit?: string
}

const trainingWords: Readonly<Record<string, Words>> = {
  epochs: { title: 'Epochs', description: 'Passes over the training examples.' },
  batchSize: { title: 'Batch size', description: 'Examples a step. Larger is steadier and needs more memory.' },
  seed: { title: 'Seed', description: 'Decides initial weights, shuffling and all noise: the same seed gives the same run, bit for bit.' },
}

const recordingWords: Readonly<Record<string, Words>> = {
  sampleCount: { title: 'Samples', description: 'Codes drawn once and decoded at every snapshot.' },
  reconstructionCount: { title: 'Reconstructions', description: 'Test examples rebuilt at every snapshot.' },
  latentCount: { title: 'Latent points', description: 'Test examples encoded at every snapshot.' },
}

function worded(fields: readonly Field[], words: Readonly<Record<string, Words>>): readonly Field[] {
  return Object.entries(words).flatMap(([key, said]) => {
    const field = fields.find((candidate) => candidate.key === key)
    return field ? [{ ...field, ...said, unit: said.unit }] : []
  })
}

export const trainingFields = worded(fieldsOf(trainingSchema), trainingWords)
export const recordingFields = worded(fieldsOf(recordingSchema), recordingWords)

/** Checkpoints besides those at intervals of steps, and how many stay; each left open or a count. */
export const keepingFields = [
  {
    key: 'checkpointEveryMinutes',
    words: {
      title: 'Also every',
      description: 'Writes a checkpoint after so many minutes of training, whatever the steps: no more than that is lost.',
      usual: 'Never',
      counted: 'Minutes',
      initial: 10,
      least: 0.05,
      most: 10_080,
      fractions: true,
    },
  },
  {
    key: 'keepLast',
    words: { title: 'Keep', description: 'How many of the newest checkpoints stay; any of them can be resumed and forked from.', usual: 'All', counted: 'Newest', initial: 5, most: 100_000 },
  },
] as const

/** Settings that are a count of steps or, left open, an epoch. */
export const intervalFields = [
  { key: 'evaluateEverySteps', title: 'Test', description: 'How often the test set is gone through.', usual: 'Epoch', initial: 500 },
  { key: 'snapshotEverySteps', title: 'Snapshot', description: 'How often samples, reconstructions and latents are kept. After every epoch, with some early ones.', usual: 'Epoch', initial: 500 },
  { key: 'checkpointEverySteps', title: 'Checkpoint', description: 'How often the weights are kept, to resume from.', usual: 'Epoch', initial: 1000 },
] as const
