// Data a person imported. The facts of the stored data are part of the choice, so that an experiment can be checked, and says what
// it was made for, on a machine that does not have the data.
import { z } from 'zod'
import { defineDataset } from '../dataset-definition'
import { seedSetting } from '../parts/seed-setting'
import { storedFactsSchema, type StoredFacts } from './stored-dataset'

export const OWN_DATA = 'own-data'

const parameters = z.object({
  stored: storedFactsSchema.nullable().default(null).meta({ title: 'Data', hidden: true }),
  split: z.enum(['folders', 'seed']).default('seed').meta({
    title: 'Split',
    description: 'By folders: as the folders train, validation and test say. By a seed: shares of all examples, drawn once, are kept for testing and validation.',
    labels: { folders: 'By folders', seed: 'By a seed' },
  }),
  testShare: z.number().min(0.001).max(0.9).default(0.1).meta({ title: 'Test share', description: 'Of all examples; used with a split by a seed.' }),
  validationShare: z.number().min(0).max(0.9).default(0).meta({ title: 'Validation share', description: 'Of all examples, to choose settings and the best checkpoint by; used with a split by a seed. With 0 the test examples serve for that.' }),
  splitSeed: seedSetting('The same seed keeps the same examples for testing and validation.', 'Split seed'),
  trainLimit: z.number().int().min(1).max(5_000_000).default(5_000_000).meta({ title: 'At most', description: 'Training examples used; all of them where there are fewer.', unit: 'examples' }),
})

export type OwnDataParameters = z.output<typeof parameters>

/** How many examples fall to each part. */
export function ownSplitCounts({ stored, split, testShare, validationShare, trainLimit }: OwnDataParameters): { readonly train: number; readonly validation: number; readonly test: number } {
  if (stored === null) return { train: 1, validation: 0, test: 1 }
  if (split === 'folders' && stored.folders !== null) {
    const { train, validation, test } = stored.folders
    return { train: Math.min(train, trainLimit), validation, test }
  }
  const test = Math.min(stored.count - 1, Math.max(1, Math.round(stored.count * testShare)))
  const validation = Math.min(stored.count - test - 1, Math.round(stored.count * validationShare))
  return { train: Math.min(stored.count - test - validation, trainLimit), validation, test }
}

/** Of all examples, in newly chosen data that says nothing of parts. */
const USUAL_VALIDATION_SHARE = 0.1

/** The choice that takes up stored data; by folders where it has them, else by a seed, with some examples to validate by. */
export function chooseStored(stored: StoredFacts): { readonly id: typeof OWN_DATA; readonly parameters: { readonly stored: StoredFacts; readonly split: 'folders' | 'seed'; readonly validationShare?: number } } {
  return { id: OWN_DATA, parameters: { stored, ...(stored.folders === null ? { split: 'seed', validationShare: USUAL_VALIDATION_SHARE } : { split: 'folders' }) } }
}

export const ownData = defineDataset({
  id: OWN_DATA,
  title: 'Own data',
  help: {
    text: 'Images, tables or arrays you imported under Data. They are decoded once, kept in the data folder, and known by the hash of what they hold.',
    source: 'your files',
    licence: 'as your files have it',
  },
  parameters,
  describe: (chosen) => {
    const { stored } = chosen
    const { train, validation, test } = ownSplitCounts(chosen)
    return {
      shape: stored?.shape ?? [1, 1, 1],
      kind: stored?.kind ?? 'image',
      trainCount: train,
      validationCount: validation,
      testCount: test,
      classes: stored?.classes ?? null,
      storage: stored?.storage ?? 'uint8',
      range: stored === null ? [0, 1] : stored.range,
    }
  },
  validate: ({ stored, split }) => {
    if (stored === null) {
      return [
        {
          code: 'own-data-not-chosen',
          severity: 'error',
          place: { path: 'dataset.parameters.stored' },
          title: 'No data of your own is chosen',
          expected: 'one of the datasets imported under Data',
          got: 'none',
          fix: 'choose one, or import files under Data',
        },
      ]
    }
    if (split === 'folders' && stored.folders === null) {
      return [
        {
          code: 'own-data-without-folders',
          severity: 'error',
          place: { path: 'dataset.parameters.split' },
          title: 'This data does not say what is for training and what for testing',
          expected: 'folders or files named train and test when it was imported',
          got: 'none',
          fix: 'split by a seed',
          fixes: [{ label: 'Split by a seed', edits: [{ kind: 'set-value', path: 'dataset.parameters.split', value: 'seed' }] }],
        },
      ]
    }
    return []
  },
})
