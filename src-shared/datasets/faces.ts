// Face patches: 25 by 25 pixels cut from a hundred small photographs, turned and enlarged at random, as Hinton and Salakhutdinov 2006 made
// theirs from the Olivetti faces (supporting material of Science 313, 504). Every pixel has mean 0, and all together variance 1.
import { z } from 'zod'
import { defineDataset } from './dataset-definition'
import { FACE_LIMIT, FACE_SIDE } from './parts/face-photographs'
import { seedSetting } from './parts/seed-setting'

const scale = z.number().min(1).max(6)

export const faces = defineDataset({
  id: 'faces',
  title: 'Face patches',
  help: {
    text: 'Patches of 100 grey photographs of faces, each turned by up to 90° either way, enlarged, and cropped from its middle or anywhere: real values, every pixel of mean 0, all together of variance 1. 63 photographs give the training patches, 12 those for validation, 25 those for testing; whom they show is not known, so one person may be on two.',
    source: 'Huang, Mattar, Lee and Learned-Miller 2012, Learning to Align from Scratch, NIPS 25 (Labeled Faces in the Wild, the subset of scikit-image); made as in Hinton and Salakhutdinov 2006, Science 313, supporting material',
    licence: 'A research data set; cite Huang et al. 2012',
  },
  parameters: z.object({
    trainCount: z.number().int().min(1).max(150_000).default(20_000).meta({ title: 'Training patches' }),
    validationCount: z.number().int().min(0).max(50_000).default(0).meta({ title: 'Validation patches', description: 'Of the validation photographs: settings, and the best checkpoint, are chosen by them. With 0 the test patches serve for that.' }),
    testCount: z.number().int().min(1).max(50_000).default(4_000).meta({ title: 'Test patches' }),
    heldOut: z.enum(['validation', 'test']).default('test').meta({
      title: 'Tested on',
      description: 'With the validation photographs here there is no validation part besides: this was the way to choose settings before there was one.',
      labels: { validation: 'Validation photographs', test: 'Test photographs' },
    }),
    placing: z.enum(['centre', 'anywhere']).default('centre').meta({
      title: 'Cropped',
      description: 'Anywhere: at a random place, as far from the middle as the turned patch stays inside its photograph.',
      labels: { centre: 'From the middle', anywhere: 'Anywhere' },
    }),
    mirrored: z.boolean().default(false).meta({ title: 'Mirrored', description: 'Every second patch or so shows its photograph the other way round: as good as twice the people.' }),
    smallestScale: scale.default(1.4).meta({ title: 'Enlarged at least', unit: 'times' }),
    largestScale: scale.default(1.8).meta({ title: 'Enlarged at most', unit: 'times' }),
    seed: seedSetting('Of angles, sizes and places.'),
  }),
  describe: ({ trainCount, validationCount, testCount, heldOut }) => ({
    shape: [FACE_SIDE, FACE_SIDE, 1],
    kind: 'image',
    trainCount,
    validationCount: heldOut === 'validation' ? 0 : validationCount,
    testCount,
    classes: null,
    storage: 'float32',
    range: [-FACE_LIMIT, FACE_LIMIT],
  }),
  validate: ({ smallestScale, largestScale }) =>
    smallestScale <= largestScale
      ? []
      : [
          {
            code: 'scales-reversed',
            severity: 'error',
            place: { path: 'dataset.parameters.smallestScale' },
            title: 'The smallest enlargement is above the largest',
            expected: `at most ${largestScale}`,
            got: String(smallestScale),
            fix: 'exchange the two',
            fixes: [
              {
                label: 'Exchange the two',
                edits: [
                  { kind: 'set-value', path: 'dataset.parameters.smallestScale', value: largestScale },
                  { kind: 'set-value', path: 'dataset.parameters.largestScale', value: smallestScale },
                ],
              },
            ],
          },
        ],
})
