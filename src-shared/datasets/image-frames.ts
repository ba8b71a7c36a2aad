// One image as frames: squares cut from random places of one grey picture to train on, and a second picture, in frames side by side,
// to test with.
import { z } from 'zod'
import { frameGrid } from '../compression/frames'
import { defineDataset } from './dataset-definition'
import { seedSetting } from './parts/seed-setting'
import { IMAGE_SIDE, imageTitles, type ImageName } from './parts/shipped-images'

/** Values kept for training: 400 MB. */
const MOST_VALUES = 100_000_000

const image = (usual: ImageName, title: string, description: string) =>
  z.enum(Object.keys(imageTitles) as [ImageName, ...ImageName[]]).default(usual).meta({ title, description, labels: imageTitles })

export const imageFrames = defineDataset({
  id: 'image-frames',
  title: 'Image frames',
  help: {
    text: `Square frames of one grey image of ${IMAGE_SIDE} by ${IMAGE_SIDE} pixels of 8 bits, at random places, as values from −1 to 1; an epoch is the training frames in a new order. A second image, cut into frames side by side, is for testing.`,
    source: 'camera, astronaut, chelsea, coffee and brick of scikit-image, made grey and smaller',
    licence: 'CC0 and public domain',
  },
  parameters: z.object({
    image: image('camera', 'Training image', 'Frames to train on are cut from it.'),
    newImage: image('astronaut', 'New image', 'Never trained on: test figures are of its frames.'),
    side: z.number().int().min(2).max(64).default(8).meta({ title: 'Frame side', unit: 'pixels', description: 'Frames are square. Where they do not divide an image, its border is repeated outwards, and cut off afterwards.' }),
    trainCount: z.number().int().min(1).max(200_000).default(20_000).meta({ title: 'Training frames', description: 'An epoch’s, at different places as long as there are enough.' }),
    seed: seedSetting('Of the places of frames.'),
  }),
  describe: ({ image: training, newImage, side, trainCount }) => {
    const [rows, columns] = frameGrid({ height: IMAGE_SIDE, width: IMAGE_SIDE }, [side, side])
    return {
      shape: [side, side, 1],
      kind: 'image',
      trainCount,
      testCount: rows * columns,
      classes: null,
      storage: 'float32',
      range: [-1, 1],
      images: [{ name: imageTitles[training], part: 'training' }, ...(newImage === training ? [] : [{ name: imageTitles[newImage], part: 'new' as const }])],
    }
  },
  validate: ({ image: training, newImage, side, trainCount }) => [
    ...(trainCount * side ** 2 > MOST_VALUES
      ? [
          {
            code: 'too-many-frames',
            severity: 'error' as const,
            place: { path: 'dataset.parameters.trainCount' },
            title: 'So many frames of this size do not fit in memory',
            expected: `at most ${Math.floor(MOST_VALUES / side ** 2).toLocaleString('en-US')} frames of ${side} × ${side}`,
            got: trainCount.toLocaleString('en-US'),
            fix: 'Train on fewer frames',
            fixes: [{ label: 'Use 20,000', edits: [{ kind: 'set-value' as const, path: 'dataset.parameters.trainCount', value: 20_000 }] }],
          },
        ]
      : []),
    ...(training === newImage
      ? [
          {
            code: 'tested-on-training-image',
            severity: 'warning' as const,
            place: { path: 'dataset.parameters.newImage' },
            title: 'Tested on the image it learns from',
            expected: 'two different images: only a new one tells whether the code suits others',
            got: `${imageTitles[training]}, twice`,
            fix: 'Choose another new image',
          },
        ]
      : []),
  ],
})
