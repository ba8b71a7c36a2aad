// Ring: small normal clouds evenly on a circle, the classic test of whether a generator keeps to one mode.
import { z } from 'zod'
import { defineDataset } from './dataset-definition'
import { ringCentre } from './parts/mode-centres'
import { describeClouds, pointSetParameters, pointSetProblems } from './parts/point-set'

export const ring = defineDataset({
  id: 'ring',
  title: 'Ring of Gaussians',
  help: {
    text: 'Small normal clouds on a circle. A generator that serves only some of them has dropped modes; a faint bridge between two shows where it must tear.',
    source: 'Procedural: centres 2 (cos 2πk/n, sin 2πk/n), as in Metz et al. 2017, arXiv:1611.02163',
    licence: 'Generated here, free of rights',
  },
  parameters: pointSetParameters(0.05).extend({ clouds: z.number().int().min(1).max(64).default(8).meta({ title: 'Clouds' }) }),
  describe: (parameters) =>
    describeClouds(
      parameters,
      Array.from({ length: parameters.clouds }, (_, cloud) => ({ name: `cloud ${cloud + 1}`, centre: ringCentre(cloud, parameters.clouds) })),
    ),
  validate: pointSetProblems,
})
