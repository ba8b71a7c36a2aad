// Text pages: patches of printed and handwritten pages, to learn what text looks like and clean pages by it.
import { z } from 'zod'
import { defineDataset } from './dataset-definition'
import { seedSetting } from './parts/seed-setting'
import { heldOutCounts, validationCountSetting, validationProblems } from './parts/validation-part'

export const textPages = defineDataset({
  id: 'text-pages',
  title: 'Text pages',
  help: {
    text: 'Grey patches of pages of text: eight typefaces laid out as if scanned, and a photograph of handwriting, to train on; a scanned page and a ninth typeface to test with. Patches lie at random places that hold some ink.',
    source: 'Austen 1813, Darwin 1859 and Melville 1851, set by scripts/render-text-pages.mjs; page.png and text.png of scikit-image',
    licence: 'Texts in the public domain, typefaces under the SIL Open Font License or free; text.png public domain; page.png BSD-3-Clause',
  },
  parameters: z.object({
    trainCount: z.number().int().min(1).max(200_000).default(20_000).meta({ title: 'Training patches' }),
    validationCount: validationCountSetting(199_999),
    testCount: z.number().int().min(1).max(20_000).default(1_000).meta({ title: 'Test patches' }),
    side: z.number().int().min(8).max(96).default(32).meta({ title: 'Side', unit: 'pixels', description: 'Patches are square.' }),
    seed: seedSetting('Of the places where patches lie.'),
  }),
  describe: ({ trainCount, validationCount, testCount, side }) => ({ shape: [side, side, 1], kind: 'image', ...heldOutCounts(trainCount, validationCount), testCount, classes: null, storage: 'uint8', range: [0, 1] }),
  validate: ({ trainCount, validationCount }) => validationProblems(trainCount, validationCount, 'dataset.parameters.validationCount'),
})
