// Constant: the learning rate as the optimizer has it, after a warm-up if asked.
import { defineSchedule } from './schedule-definition'
import { afterWarmUp, warmUpParameters } from './parts/warm-up'

export const constant = defineSchedule({
  id: 'constant',
  title: 'Constant',
  help: {
    text: 'Keeps the learning rate as it is. A warm-up spares a young model the long first steps of optimizers whose averages are still empty.',
    formula: '\\eta_t = \\eta',
    source: 'Warm-up: Goyal et al. 2017, Accurate, Large Minibatch SGD, arXiv:1706.02677',
  },
  parameters: warmUpParameters,
  factor: ({ warmUpSteps }, moment) => afterWarmUp(warmUpSteps, moment, () => 1),
})
