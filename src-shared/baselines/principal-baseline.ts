// Principal components: no linear code of as many values loses less in squared error. One pass over the data.
import { chainNetwork } from '../graph/chain-network'
import { networkIdSchema } from '../graph/network'
import { sizeOf } from '../tensors/shape'
import type { BaselineDefinition } from './baseline-definition'
import { arranging, linearDense } from './linear-parts'

const BATCH = 500

export const principalBaseline: BaselineDefinition = {
  id: 'pca',
  title: 'PCA',
  text: 'The plane that loses least in squared error, worked out in one pass over the data',
  recipe: 'principal-components',
  parts: ({ dataset, codeSize }) => {
    const { flatten, reshape } = arranging(dataset.shape)
    return {
      networks: [
        chainNetwork('encoder', 'Encoder', [...flatten, linearDense('Code', codeSize)], { input: 'Input x', output: 'Output z' }),
        chainNetwork('decoder', 'Decoder', [linearDense('Components', sizeOf(dataset.shape)), ...reshape], { input: 'Input z', output: 'Output x̂', activation: 'linear' }),
      ],
      recipe: { id: 'principal-components', parameters: {}, roles: { encoder: networkIdSchema.parse('encoder'), decoder: networkIdSchema.parse('decoder') } },
      training: { epochs: 1, steps: null, batchSize: Math.min(BATCH, dataset.trainCount), optimizers: { model: { id: 'adam', parameters: {} } } },
      recordEverySteps: null,
    }
  },
}
