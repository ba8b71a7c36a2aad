// Step: the learning rate falls by a factor every so many steps.
import { z } from 'zod'
import { defineSchedule } from './schedule-definition'
import { afterWarmUp, warmUpParameters } from './parts/warm-up'

export const step = defineSchedule({
  id: 'step',
  title: 'Step',
  help: {
    text: 'Lowers the learning rate in stairs: long steps first to get near, shorter ones to settle.',
    formula: '\\eta_t = \\eta \\, \\gamma^{\\lfloor t / n \\rfloor}',
    source: 'As in Krizhevsky, Sutskever and Hinton 2012 and He et al. 2016',
  },
  parameters: warmUpParameters.extend({
    factor: z.number().min(0).max(1).default(0.5).meta({ title: 'Factor (γ)', description: 'What the rate is multiplied by at every stair.' }),
    everySteps: z.number().int().min(1).max(1_000_000_000).default(2000).meta({ title: 'Every', unit: 'steps', description: 'Steps on one stair.' }),
  }),
  factor: ({ warmUpSteps, factor, everySteps }, moment) => afterWarmUp(warmUpSteps, moment, (at) => factor ** Math.floor(at / everySteps)),
})
