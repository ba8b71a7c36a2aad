// Two moons: two half circles that hold each other, the smallest set a straight line cannot part.
import { defineDataset } from './dataset-definition'
import { describePoints, pointSetParameters, pointSetProblems } from './parts/point-set'

export const twoMoons = defineDataset({
  id: 'two-moons',
  title: 'Two moons',
  help: {
    text: 'Points on two interleaved half circles of radius 1, with normal noise. One number a point, its place along its moon, nearly says it all: a good first lesson for a code of one dimension.',
    source: 'Procedural: upper (cos t, sin t), lower (1 − cos t, ½ − sin t), t uniform in [0, π], shifted to be centred on the origin',
    licence: 'Generated here, free of rights',
  },
  parameters: pointSetParameters(0.1),
  describe: (parameters) => describePoints(parameters, ['upper moon', 'lower moon']),
  validate: pointSetProblems,
})
