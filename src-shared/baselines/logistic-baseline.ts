// Logistic principal components: the linear code of data that are probabilities. Found by descent, so it takes as many steps on few
// examples as on many.
import { chainNetwork } from '../graph/chain-network'
import { networkIdSchema } from '../graph/network'
import { sizeOf } from '../tensors/shape'
import type { BaselineDefinition } from './baseline-definition'
import { arranging, linearDense } from './linear-parts'

const BATCH = 500
/** Six passes over the 60,000 digits of MNIST, after which its loss hardly falls. */
const STEPS = 720
const RECORDS = 6

export const logisticBaseline: BaselineDefinition = {
  id: 'logistic',
  title: 'Logistic PCA',
  text: 'A plane of logits for values in [0, 1], read as probabilities; learned by descent',
  recipe: 'logistic-components',
  parts: ({ dataset, codeSize }) => {
    const batchSize = Math.min(BATCH, dataset.trainCount)
    return {
      networks: [chainNetwork('decoder', 'Decoder', [linearDense('Components', sizeOf(dataset.shape)), ...arranging(dataset.shape).reshape], { input: 'Input z', output: 'Output x̂', activation: 'sigmoid' })],
      recipe: { id: 'logistic-components', parameters: { latentSize: codeSize }, roles: { decoder: networkIdSchema.parse('decoder') } },
      training: {
        epochs: Math.ceil(STEPS / Math.ceil(dataset.trainCount / batchSize)),
        steps: STEPS,
        batchSize,
        optimizers: { model: { id: 'adam', parameters: { learningRate: 0.02 }, schedule: { id: 'cosine', parameters: {} } } },
      },
      recordEverySteps: STEPS / RECORDS,
    }
  },
}
