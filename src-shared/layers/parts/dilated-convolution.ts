// A convolution whose kernel has gaps. tfjs has no gradient of its own for one: pixels that lie `dilation` apart are gathered into
// small images (space to batch), convolved without gaps, and put back, as TensorFlow itself once did. Yu and Koltun 2016.
import type { Tensor, Tensor4D, Tf } from '../../tensors/tf'
import { spannedExtent, type WindowPadding } from './extents'

export interface Dilation {
  /** Height and width, of at least 1. */
  readonly kernel: readonly [number, number]
  readonly dilation: readonly [number, number]
  readonly padding: WindowPadding
}

/** @param convolve a convolution of stride 1, without gaps, with valid padding. @returns `[batch, height, width, channels]` */
export function dilatedConvolution(tf: Tf, image: Tensor4D, { kernel, dilation, padding }: Dilation, convolve: (small: Tensor4D) => Tensor): Tensor {
  const pads: [number, number][] = []
  const crops: [number, number][] = []
  for (const axis of [0, 1] as const) {
    const extent = image.shape[axis + 1] ?? 1
    const around = padding === 'same' ? spannedExtent(kernel[axis], dilation[axis]) - 1 : 0
    const before = Math.floor(around / 2)
    // Small images have equal sizes only where the dilation divides the extent; what is added for that is cut off at the end.
    const rest = (dilation[axis] - ((extent + around) % dilation[axis])) % dilation[axis]
    pads.push([before, around - before + rest])
    crops.push([0, rest])
  }
  const small: Tensor4D = tf.spaceToBatchND(image, [...dilation], pads)
  return tf.batchToSpaceND(convolve(small), [...dilation], crops)
}
