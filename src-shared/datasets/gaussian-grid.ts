// Gaussian grid: small normal clouds on a square grid, the usual test of whether a generator finds every mode.
import { z } from 'zod'
import { defineDataset } from './dataset-definition'
import { gridCentre } from './parts/mode-centres'
import { describeClouds, pointSetParameters, pointSetProblems } from './parts/point-set'

export const gaussianGrid = defineDataset({
  id: 'gaussian-grid',
  title: 'Gaussian grid',
  help: {
    text: 'Small normal clouds on a square grid. Count the clouds a model finds: missing ones are modes it dropped.',
    source: 'Procedural: side × side centres spread over [−2, 2]², as in Dumoulin et al. 2017, arXiv:1606.00704',
    licence: 'Generated here, free of rights',
  },
  parameters: pointSetParameters(0.05).extend({ side: z.number().int().min(1).max(10).default(5).meta({ title: 'Clouds a side' }) }),
  describe: (parameters) =>
    describeClouds(
      parameters,
      Array.from({ length: parameters.side ** 2 }, (_, cloud) => ({
        name: `row ${Math.floor(cloud / parameters.side) + 1}, column ${(cloud % parameters.side) + 1}`,
        centre: gridCentre(cloud, parameters.side),
      })),
    ),
  validate: pointSetProblems,
})
