// What one layer computes for one example, forward, back to what enters it, and back to its weights.
// A layer with products y = x W does the same number of multiply-adds each way: y, dL/dx = dL/dy Wᵀ and dL/dW = xᵀ dL/dy.
// Element-wise work is counted in values read or written. `operations` do not grow with the batch.
import type { NodeAnalysis } from '../graph/network-analysis'
import { sizeOf } from '../tensors/shape'
import { NO_WORK, type Work } from './work'

export interface LayerWork {
  readonly forward: Work
  /** The gradient of what enters. */
  readonly backward: Work
  /** The gradient of the weights. */
  readonly weights: Work
}

const NOTHING: LayerWork = { forward: NO_WORK, backward: NO_WORK, weights: NO_WORK }

/** Operations of the loss that stands at a network's end, and how often each of its values is touched. */
const LOSS = { operations: 6, values: 8 }

/** Convolutions are computed for so many channels at once: an image of one channel costs as much as one of eight. */
const CHANNELS_TOGETHER = 8

function padding(channels: number | undefined): number {
  return channels === undefined || channels < 1 ? 1 : (CHANNELS_TOGETHER * Math.ceil(channels / CHANNELS_TOGETHER)) / channels
}

/** Of a layer that is run: bypassed ones cost nothing. */
export function layerWork({ node, layer, inputs, output, multiplyAdds }: NodeAnalysis): LayerWork {
  if (layer === undefined || output === null || node.bypassed === true) return NOTHING
  const size = sizeOf(output)
  const entering = Object.values(inputs).reduce((sum, shape) => sum + sizeOf(shape), 0)
  const both = (forward: Partial<Work>, backward: Partial<Work> = forward, weights: Partial<Work> = {}): LayerWork => ({
    forward: { ...NO_WORK, ...forward },
    backward: { ...NO_WORK, ...backward },
    weights: { ...NO_WORK, ...weights },
  })
  switch (layer.category) {
    case 'dense': {
      const products = { operations: 2, denseProducts: multiplyAdds, values: 2 * size }
      return both(products, products, { operations: 2, denseProducts: multiplyAdds, values: size })
    }
    case 'convolution': {
      const computed = multiplyAdds * padding(inputs['input']?.at(-1)) * padding(output.at(-1))
      const products = { operations: 2, convolutionProducts: computed, values: 2 * size }
      return both(products, products, { operations: 2, convolutionProducts: computed, values: size })
    }
    case 'sequence': {
      // Recurrent layers are unrolled: so many operations at each place of the sequence.
      const places = multiplyAdds > 0 && (layer.type === 'lstm' || layer.type === 'gru') ? (inputs['input']?.[0] ?? 1) : 1
      const products = { operations: 12 * places, denseProducts: multiplyAdds, values: 8 * (size + entering) }
      return both(products, products, { operations: 4 * places, denseProducts: multiplyAdds })
    }
    case 'normalise':
      return both({ operations: 12, normalisedValues: size }, { operations: 16, normalisedValues: 2 * size })
    case 'activation':
      return both({ operations: 1, values: 2 * size }, { operations: 2, values: 3 * size })
    case 'random':
      return both({ operations: 5, values: 3 * size, drawnValues: size }, { operations: 2, values: 3 * size })
    case 'resample':
    case 'merge':
      return both({ operations: 1, values: entering + size })
    case 'shape':
      return layer.type === 'flatten' || layer.type === 'reshape' ? both({ operations: 1 }) : both({ operations: 1, values: 2 * size })
    case 'data':
      return layer.type === 'output' ? both({ operations: LOSS.operations, values: LOSS.values * size }) : both({ operations: 1 })
    case 'block':
      // What is inside is counted by network-work.ts.
      return NOTHING
  }
}
