// Every dataset the studio knows, in the order the chooser lists them.
import type { DatasetDefinition } from './dataset-definition'
import { faces } from './faces'
import { gaussianGrid } from './gaussian-grid'
import { imageFrames } from './image-frames'
import { mnist } from './mnist'
import { ownData } from './own/own-data'
import { ring } from './ring'
import { rings } from './rings'
import { spirals } from './spirals'
import { textPages } from './text-pages'
import { twoMoons } from './two-moons'

export const datasetCatalogue: readonly DatasetDefinition[] = [mnist, faces, textPages, imageFrames, twoMoons, rings, spirals, ring, gaussianGrid, ownData]

export function findDataset(id: string): DatasetDefinition | undefined {
  return datasetCatalogue.find((dataset) => dataset.id === id)
}
