// Average pooling: every window of an image gives the mean of its values, each channel by itself. LeCun et al. 1998. With same
// padding, places outside the image do not count.
import { knownImage } from './convolution-settings'
import { defineLayer } from './layer-definition'
import { samePadding, windowPlaces } from './parts/extents'
import { grids } from './parts/layer-picture'
import { poolingParameters, poolingShape, poolingSums, poolingText } from './parts/pooling'
import { portTensor } from './port-tensor'
import { sizeOf } from '../tensors/shape'
import type { Tensor4D } from '../tensors/tf'
import { call, keyword, pairCode, tupleCode } from './code/python'
import { pytorchPads } from './code/window-code'

/** For every window along one axis: its length as a multiple of what of it lies inside. */
function wholeOverInside(extent: number, window: number, stride: number): number[] {
  const [before] = samePadding(extent, window, stride)
  return Array.from({ length: windowPlaces(extent, window, stride, 'same') }, (_, place) => {
    const start = place * stride - before
    return window / (Math.min(start + window, extent) - Math.max(start, 0))
  })
}

export const averagePool2dLayer = defineLayer({
  type: 'average-pool-2d',
  title: 'Average pool',
  category: 'resample',
  icon: 'c-pool',
  hint: 'mean',
  keywords: ['pooling', 'mean', 'downsample', 'subsample', 'shrink', 'image'],
  help: {
    text: 'Replaces every window by the mean of its values. The image shrinks smoothly, and every pixel has its share in the gradient.',
    formula: 'y_{ijc} = \\frac{1}{N_{ij}} \\sum_{u,v} x_{si+u,\\,sj+v,\\,c}',
    shape: 'An image, height × width × channels, enters. Height and width follow pool, stride and padding as the kernel of a convolution does; channels stay.',
    source: 'LeCun et al. 1998, Gradient-based learning applied to document recognition',
  },
  picture: () => grids(['be20/dc12/0572/2614'], ['d1/34']),
  parameters: poolingParameters(),
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: poolingText,
  shape: (settings, inputs, sources) => poolingShape('Average pool', settings, inputs, sources),
  weights: () => [],
  multiplyAdds: ({ pool }, _inputs, output) => sizeOf(output) * pool[0] * pool[1],
  arithmetic: poolingSums,
  pytorch({ parameters: { pool, stride, padding }, inputs }) {
    const { height, width } = knownImage(inputs)
    const pads = pytorchPads([height, width], pool, stride, padding)
    if (pads.uneven !== undefined) {
      const pooling = call('AveragePoolPadded', pairCode(pool), keyword('stride', pairCode(stride)), keyword('pads', tupleCode(pads.uneven)))
      return { order: 'first', steps: [{ make: pooling, helper: 'AveragePoolPadded' }] }
    }
    const counted = pads.padding === undefined ? undefined : keyword('count_include_pad', false)
    return { order: 'first', steps: [{ make: call('nn.AvgPool2d', pairCode(pool), keyword('stride', pairCode(stride), pairCode(pool)), pads.padding, counted) }] }
  },
  keras({ parameters: { pool, stride, padding }, inputs }) {
    const { height, width } = knownImage(inputs)
    const { uneven } = pytorchPads([height, width], pool, stride, padding)
    if (uneven !== undefined) {
      // Keras on PyTorch counts places outside the image where padding is uneven.
      const [left, right, top, bottom] = uneven
      const pooling = call('AveragePoolPadded', tupleCode(pool), tupleCode(stride), `((${top}, ${bottom}), (${left}, ${right}))`)
      return { steps: [{ make: pooling, helper: 'AveragePoolPadded' }] }
    }
    return { steps: [{ make: call('layers.AveragePooling2D', pairCode(pool), keyword('strides', pairCode(stride), pairCode(pool)), keyword('padding', `"${padding}"`, '"valid"')) }] }
  },
  apply({ tf, parameters: { pool, stride, padding }, inputs, inputShapes }) {
    const image = portTensor(inputs, 'input') as Tensor4D
    if (padding === 'valid') return tf.avgPool(image, pool, stride, 'valid')
    // Padded by hand: the JavaScript engine's gradient of same padding counts the places outside.
    const { height, width } = knownImage(inputShapes)
    const rows = samePadding(height, pool[0], stride[0])
    const columns = samePadding(width, pool[1], stride[1])
    const padded = tf.pad(image, [[0, 0], [...rows], [...columns], [0, 0]])
    const down = wholeOverInside(height, pool[0], stride[0])
    const across = wholeOverInside(width, pool[1], stride[1])
    const shares = tf.mul(tf.tensor(down, [1, down.length, 1, 1]), tf.tensor(across, [1, 1, across.length, 1]))
    return tf.mul(tf.avgPool(padded, pool, stride, 'valid'), shares)
  },
})
