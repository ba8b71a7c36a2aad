// Spirals: arms that wind out of one centre.
import { z } from 'zod'
import { defineDataset } from './dataset-definition'
import { describePoints, pointSetParameters, pointSetProblems } from './parts/point-set'

export const spirals = defineDataset({
  id: 'spirals',
  title: 'Spirals',
  help: {
    text: 'Points on spiral arms, with normal noise. Long and rolled up: easy to describe by one number, hard to unroll.',
    source: 'Procedural: arm k of n at angle 2π (k / n + turns · t), radius 2t, t = √u with u uniform',
    licence: 'Generated here, free of rights',
  },
  parameters: pointSetParameters(0.04).extend({
    arms: z.number().int().min(1).max(8).default(2).meta({ title: 'Arms' }),
    turns: z.number().min(0.25).max(4).default(1.25).meta({ title: 'Turns', description: 'How often an arm goes round.' }),
  }),
  describe: (parameters) =>
    describePoints(
      parameters,
      Array.from({ length: parameters.arms }, (_, arm) => `arm ${arm + 1}`),
    ),
  validate: pointSetProblems,
})
