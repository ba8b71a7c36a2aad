// Loads the dataset that an experiment chose.
import { z } from 'zod'
import { datasetCatalogue, findDataset } from '@shared/datasets/catalogue'
import { imageTitles, type ImageName } from '@shared/datasets/parts/shipped-images'
import type { DatasetDefinition, DatasetDescription } from '@shared/datasets/dataset-definition'
import { ownData } from '@shared/datasets/own/own-data'
import { binariseBytes } from '@shared/datasets/parts/binarisation'
import { pointSetParameters } from '@shared/datasets/parts/point-set'
import type { Choice } from '@shared/experiment/experiment'
import { StudioError } from '@shared/studio-error'
import { drawPoints, gaussianGridPoints, ringPoints, ringsPoints, spiralsPoints, twoMoonsPoints, type PointSet } from './draw-points'
import { holdOut, trainable } from './hold-out'
import { checkFaces, loadFaces } from './face-patches'
import { checkImages, loadImageFrames } from './image-frames'
import type { DatasetLocations, DatasetSplit, LoadedDataset } from './loaded-dataset'
import { checkMnist, loadMnist } from './mnist-files'
import { loadStored } from './stored/load-stored'
import { checkTextPages, loadTextPages } from './text-pages'

interface Loader {
  /** @throws StudioError naming a file that is absent or damaged. Quick: headers and sizes only. */
  check(locations: DatasetLocations): Promise<void>
  /** Parameters have passed the definition's own schema. */
  load(definition: DatasetDefinition, parameters: Readonly<Record<string, unknown>>, locations: DatasetLocations): Promise<LoadedDataset>
}

const anyNoise = pointSetParameters(0)

/** @param shape what this set needs beyond the settings all sets share. */
function pointsLoader<Schema extends z.ZodObject>(shape: Schema, set: (parameters: z.output<Schema>) => PointSet): Loader {
  return {
    check: () => Promise.resolve(),
    load: (definition, parameters) => {
      const points = set(shape.parse(parameters))
      const common = anyNoise.parse(parameters)
      const description = definition.describe(parameters)
      return Promise.resolve({
        description,
        ...holdOut(description, drawPoints(points, common.trainCount, common, `${definition.id}/train`)),
        test: drawPoints(points, common.testCount, common, `${definition.id}/test`),
      })
    },
  }
}

/** Examples that are tested with, as every test sees them. */
function drawnOnce({ binarised }: DatasetDescription, split: DatasetSplit, name: 'validation' | 'test'): DatasetSplit {
  return binarised === true && split.examples instanceof Uint8Array ? { ...split, examples: binariseBytes(split.examples, name) } : split
}

const mnistLoader: Loader = {
  check: (locations) => checkMnist(locations.mnist),
  load: async (definition, parameters, locations) => {
    const description = definition.describe(parameters)
    const { train, validation } = holdOut(description, await loadMnist(locations.mnist, 'train', trainable(description)))
    return {
      description,
      ...(validation === undefined ? { train } : { train, validation: drawnOnce(description, validation, 'validation') }),
      test: drawnOnce(description, await loadMnist(locations.mnist, 'test', description.testCount), 'test'),
    }
  },
}

/** Which data it is stands in the parameters; whether that is there is checked when it is loaded. */
const storedLoader: Loader = {
  check: () => Promise.resolve(),
  load: async (definition, parameters, locations) => ({ description: definition.describe(parameters), ...(await loadStored(locations.stored, ownData.parameters.parse(parameters))) }),
}

const textPagesParameters = z.object({ side: z.number(), seed: z.number() })

const textPagesLoader: Loader = {
  check: async (locations) => {
    await checkTextPages(locations.textPages)
  },
  load: async (definition, parameters, locations) => {
    const description = definition.describe(parameters)
    const { side, seed } = textPagesParameters.parse(parameters)
    const train = await loadTextPages(locations.textPages, 'train', trainable(description), side, seed)
    const test = await loadTextPages(locations.textPages, 'test', description.testCount, side, seed)
    return { description, ...holdOut(description, train.split), test: test.split, pages: test.pages }
  },
}

const facesParameters = z.object({
  trainCount: z.number(),
  validationCount: z.number(),
  testCount: z.number(),
  heldOut: z.enum(['validation', 'test']),
  placing: z.enum(['centre', 'anywhere']),
  mirrored: z.boolean(),
  smallestScale: z.number(),
  largestScale: z.number(),
  seed: z.number(),
})

const facesLoader: Loader = {
  check: (locations) => checkFaces(locations.faces),
  load: async (definition, parameters, locations) => ({ description: definition.describe(parameters), ...(await loadFaces(locations.faces, facesParameters.parse(parameters))) }),
}

const imageName = z.enum(Object.keys(imageTitles) as [ImageName, ...ImageName[]])
const imageFramesParameters = z.object({ image: imageName, newImage: imageName, side: z.number(), trainCount: z.number(), seed: z.number() })

const imageFramesLoader: Loader = {
  check: async (locations) => {
    await checkImages(locations.images)
  },
  load: async (definition, parameters, locations) => ({ description: definition.describe(parameters), ...(await loadImageFrames(locations.images, imageFramesParameters.parse(parameters))) }),
}

/** One line a dataset, like the catalogue it belongs to. */
const loaders: Readonly<Record<string, Loader>> = {
  mnist: mnistLoader,
  faces: facesLoader,
  'own-data': storedLoader,
  'text-pages': textPagesLoader,
  'image-frames': imageFramesLoader,
  'two-moons': pointsLoader(z.object({}), twoMoonsPoints),
  rings: pointsLoader(z.object({ rings: z.number() }), ({ rings }) => ringsPoints(rings)),
  spirals: pointsLoader(z.object({ arms: z.number(), turns: z.number() }), ({ arms, turns }) => spiralsPoints(arms, turns)),
  ring: pointsLoader(z.object({ clouds: z.number() }), ({ clouds }) => ringPoints(clouds)),
  'gaussian-grid': pointsLoader(z.object({ side: z.number() }), ({ side }) => gaussianGridPoints(side)),
}

/**
 * Reads or draws the examples.
 * @throws StudioError `dataset-unknown`, `dataset-parameters-invalid`, or what the files' reader says.
 */
export async function loadDataset(choice: Choice, locations: DatasetLocations): Promise<LoadedDataset> {
  const definition = findDataset(choice.id)
  const loader = loaders[choice.id]
  if (definition === undefined || loader === undefined) {
    const expected = datasetCatalogue.map((known) => known.id).join(', ')
    throw new StudioError({ code: 'dataset-unknown', message: `There is no dataset ${choice.id}`, path: 'dataset.id', expected, got: choice.id, fix: 'Choose one of the datasets listed' })
  }
  const parameters = definition.parameters.safeParse(choice.parameters)
  if (!parameters.success) {
    const path = ['dataset.parameters', ...(parameters.error.issues[0]?.path ?? [])].join('.')
    throw new StudioError({ code: 'dataset-parameters-invalid', message: `A setting of ${definition.title} does not fit`, path, got: z.prettifyError(parameters.error), fix: 'Correct the setting' })
  }
  return loader.load(definition, parameters.data, locations)
}

/** For every dataset of the catalogue, whether its files are there and whole. */
export async function datasetStatus(locations: DatasetLocations): Promise<{ readonly id: string; readonly problem: StudioError['detail'] | null }[]> {
  return Promise.all(
    datasetCatalogue.map(async ({ id }) => {
      try {
        await loaders[id]?.check(locations)
        return { id, problem: null }
      } catch (error) {
        if (error instanceof StudioError) return { id, problem: error.detail }
        throw error
      }
    }),
  )
}
