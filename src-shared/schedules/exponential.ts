// Exponential: the learning rate falls by the same share at every step.
import { z } from 'zod'
import { defineSchedule } from './schedule-definition'
import { afterWarmUp, warmUpParameters } from './parts/warm-up'

export const exponential = defineSchedule({
  id: 'exponential',
  title: 'Exponential',
  help: {
    text: 'Lowers the learning rate smoothly, by the factor over every so many steps. It never reaches zero.',
    formula: '\\eta_t = \\eta \\, \\gamma^{t / n}',
    source: 'Why rates should fall: Robbins and Monro 1951; this form is common custom',
  },
  parameters: warmUpParameters.extend({
    factor: z.number().min(0).max(1).default(0.5).meta({ title: 'Factor (γ)', description: 'What the rate has been multiplied by once the steps below have passed.' }),
    everySteps: z.number().int().min(1).max(1_000_000_000).default(2000).meta({ title: 'Over', unit: 'steps', description: 'Steps in which the rate falls by the factor.' }),
  }),
  factor: ({ warmUpSteps, factor, everySteps }, moment) => afterWarmUp(warmUpSteps, moment, (at) => factor ** (at / everySteps)),
})
