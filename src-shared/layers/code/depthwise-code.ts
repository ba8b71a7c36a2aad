// A depthwise kernel in PyTorch: a convolution in as many groups as there are channels.
import { reshapeArray, transposeArray } from '../../tensors/array-layout'
import type { WeightPlan } from './layer-code'

/** `[height, width, channels, multiplier]` as `[channels · multiplier, 1, height, width]`. */
export function depthwiseToPyTorch(name: string): WeightPlan {
  return (weight) => {
    const kernel = transposeArray(weight(name), [2, 3, 0, 1])
    const [channels = 1, multiplier = 1, height = 1, width = 1] = kernel.shape
    return reshapeArray(kernel, [channels * multiplier, 1, height, width])
  }
}
