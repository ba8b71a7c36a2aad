// Maximum pooling: every window of an image gives its largest value, each channel by itself. Ranzato et al. 2007.
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { poolingParameters, poolingShape, poolingSums, poolingText } from './parts/pooling'
import { portTensor } from './port-tensor'
import type { Tensor4D } from '../tensors/tf'
import { call, keyword, pairCode, tupleCode } from './code/python'
import { pytorchPads } from './code/window-code'
import { knownImage } from './convolution-settings'

export const maxPool2dLayer = defineLayer({
  type: 'max-pool-2d',
  title: 'Max pool',
  category: 'resample',
  icon: 'c-pool',
  hint: 'largest',
  keywords: ['pooling', 'maximum', 'downsample', 'subsample', 'shrink', 'image'],
  help: {
    text: 'Keeps the largest value of every window and forgets where in the window it was. The image shrinks, and small shifts no longer matter.',
    formula: 'y_{ijc} = \\max_{u,v}\\, x_{si+u,\\,sj+v,\\,c}',
    shape: 'An image, height × width × channels, enters. Height and width follow pool, stride and padding as the kernel of a convolution does; channels stay.',
    source: 'Ranzato et al. 2007, Unsupervised learning of invariant feature hierarchies',
  },
  picture: () => grids(['1e20/3412/0572/2614'], ['e2/67']),
  parameters: poolingParameters(),
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: poolingText,
  shape: (settings, inputs, sources) => poolingShape('Max pool', settings, inputs, sources),
  weights: () => [],
  multiplyAdds: () => 0,
  arithmetic: poolingSums,
  noSecondGradient: () => 'the gradient of maximum pooling is computed by an operation that has none itself',
  pytorch({ parameters: { pool, stride, padding }, inputs }) {
    const { height, width } = knownImage(inputs)
    const pads = pytorchPads([height, width], pool, stride, padding)
    const pooling = call('nn.MaxPool2d', pairCode(pool), keyword('stride', pairCode(stride), pairCode(pool)), pads.padding)
    return { order: 'first', steps: [...(pads.uneven === undefined ? [] : [{ make: `nn.ConstantPad2d(${tupleCode(pads.uneven)}, float("-inf"))`, suffix: 'pad' }]), { make: pooling }] }
  },
  keras: ({ parameters: { pool, stride, padding } }) => ({
    steps: [{ make: call('layers.MaxPooling2D', pairCode(pool), keyword('strides', pairCode(stride), pairCode(pool)), keyword('padding', `"${padding}"`, '"valid"')) }],
  }),
  apply: ({ tf, parameters: { pool, stride, padding }, inputs }) => tf.maxPool(portTensor(inputs, 'input') as Tensor4D, pool, stride, padding),
})
