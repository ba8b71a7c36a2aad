// Face patches: 25 by 25 pixels cut from a hundred small photographs, turned and enlarged at random, as Hinton and Salakhutdinov 2006 made
// theirs from the Olivetti faces (supporting material of Science 313, 504). Every pixel has mean 0, and all together variance 1.
import { z } from 'zod'
import { defineDataset } from './dataset-definition'
import { FACE_LIMIT, FACE_SIDE } from './parts/face-photographs'

export const faces = defineDataset({
  id: 'faces',
  title: 'Face patches',
  help: {
    text: 'Patches of 100 grey photographs of faces, each turned by up to 90° either way and enlarged 1.4 to 1.8 times: real values, every pixel of mean 0, all together of variance 1. 63 photographs give the training patches, 12 those for validation, 25 those for testing; whom they show is not known, so one person may be on two.',
    source: 'Huang, Mattar, Lee and Learned-Miller 2012, Learning to Align from Scratch, NIPS 25 (Labeled Faces in the Wild, the subset of scikit-image); made as in Hinton and Salakhutdinov 2006, Science 313, supporting material',
    licence: 'A research data set; cite Huang et al. 2012',
  },
  parameters: z.object({
    trainCount: z.number().int().min(1).max(150_000).default(20_000).meta({ title: 'Training patches' }),
    testCount: z.number().int().min(1).max(50_000).default(4_000).meta({ title: 'Test patches' }),
    heldOut: z.enum(['validation', 'test']).default('test').meta({
      title: 'Tested on',
      description: 'Choose settings by the validation photographs, and test with the others once they are chosen.',
      labels: { validation: 'Validation photographs', test: 'Test photographs' },
    }),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1)
      .meta({ title: 'Seed', description: 'Of angles and sizes. Apart from the run’s own seed.' }),
  }),
  describe: ({ trainCount, testCount }) => ({
    shape: [FACE_SIDE, FACE_SIDE, 1],
    kind: 'image',
    trainCount,
    testCount,
    classes: null,
    storage: 'float32',
    range: [-FACE_LIMIT, FACE_LIMIT],
  }),
})
