// Adam: steps scaled by running means of the gradient and of its square. Kingma and Ba 2015, arXiv:1412.6980, algorithm 1.
import { defineOptimizer } from './optimizer-definition'
import { adamParameters, adamSlots, adamStep } from './parts/adam-moments'

export const adam = defineOptimizer({
  id: 'adam',
  title: 'Adam',
  help: {
    text: 'Keeps a running mean of each gradient and of its square, and moves each weight by their ratio: steps are about as long as the learning rate, whatever the size of the gradient. A good first choice.',
    formula:
      'm \\leftarrow \\beta_1 m + (1 - \\beta_1) g, \\quad v \\leftarrow \\beta_2 v + (1 - \\beta_2) g^2 \\\\ ' +
      '\\hat{m} = \\frac{m}{1 - \\beta_1^t}, \\quad \\hat{v} = \\frac{v}{1 - \\beta_2^t}, \\quad ' +
      'w \\leftarrow w - \\eta \\, \\frac{\\hat{m}}{\\sqrt{\\hat{v}} + \\varepsilon}',
    source: 'Kingma and Ba 2015, Adam: A Method for Stochastic Optimization, arXiv:1412.6980',
  },
  parameters: adamParameters,
  slots: () => adamSlots,
  update: (context) => {
    const { change, slots } = adamStep(context)
    return { weight: context.tf.sub(context.weight, change), slots }
  },
})
