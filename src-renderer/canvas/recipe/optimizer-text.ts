// An optimizer in two words, as the canvas writes it: `Adam 0.001`.
import type { Choice } from '@shared/experiment/experiment'
import { findOptimizer } from '@shared/optimizers/catalogue'
import { writeNumber } from '../../text/parse-number'

export function optimizerText(choice: Choice): string {
  const optimizer = findOptimizer(choice.id)
  const parameters = optimizer?.parameters.safeParse(choice.parameters)
  const rate = parameters?.success ? parameters.data['learningRate'] : choice.parameters['learningRate']
  return `${optimizer?.title ?? choice.id} ${typeof rate === 'number' ? writeNumber(rate) : ''}`.trim()
}
