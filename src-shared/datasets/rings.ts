// Rings: circles around one centre.
import { z } from 'zod'
import { defineDataset } from './dataset-definition'
import { describePoints, pointSetParameters, pointSetProblems } from './parts/point-set'

export const rings = defineDataset({
  id: 'rings',
  title: 'Rings',
  help: {
    text: 'Points on circles around one centre, with normal noise. A ring has no ends, so a code on a line must tear it somewhere.',
    source: 'Procedural: ring k of n has radius 2k / n, angle uniform',
    licence: 'Generated here, free of rights',
  },
  parameters: pointSetParameters(0.06).extend({ rings: z.number().int().min(1).max(8).default(2).meta({ title: 'Rings' }) }),
  describe: (parameters) =>
    describePoints(
      parameters,
      Array.from({ length: parameters.rings }, (_, ring) => `ring ${ring + 1}`),
    ),
  validate: pointSetProblems,
})
