// Cosine: the learning rate falls along half a cosine. Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts.
import { z } from 'zod'
import { defineSchedule } from './schedule-definition'
import { afterWarmUp, warmUpParameters } from './parts/warm-up'

export const cosine = defineSchedule({
  id: 'cosine',
  title: 'Cosine',
  help: {
    text: 'Lowers the learning rate along half a wave: slowly at first, fast in the middle, slowly again at the end of the run. Needs no other choice, and often ends lower than a constant rate.',
    formula: '\\eta_t = \\eta \\left[ r + \\tfrac{1}{2} (1 - r) \\left( 1 + \\cos \\frac{\\pi t}{T} \\right) \\right]',
    source: 'Loshchilov and Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv:1608.03983',
  },
  parameters: warmUpParameters.extend({
    finalShare: z.number().min(0).max(1).default(0).meta({ title: 'Final share (r)', description: 'Share of the rate that is left at the end.' }),
    overSteps: z.number().int().min(0).max(1_000_000_000).default(0).meta({ title: 'Over', unit: 'steps', description: 'Steps until the end is reached, after the warm-up. 0 means the whole run.' }),
  }),
  factor: ({ warmUpSteps, finalShare, overSteps }, moment) =>
    afterWarmUp(warmUpSteps, moment, (at, rest) => {
      const over = Math.max(1, overSteps === 0 ? rest : overSteps)
      return finalShare + 0.5 * (1 - finalShare) * (1 + Math.cos(Math.PI * Math.min(1, at / over)))
    }),
})
