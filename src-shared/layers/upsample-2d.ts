// Up-sampling: an image enlarged by whole factors, by repeating pixels or by blending neighbours. Bilinear places pixels by
// their centres (half-pixel), as PyTorch does with align_corners=False. Odena et al. 2016, "Deconvolution and checkerboard artifacts".
import { z } from 'zod'
import { imageAt, knownImage } from './convolution-settings'
import { defineLayer } from './layer-definition'
import { joinSums } from './parts/extents'
import { grids } from './parts/layer-picture'
import { portTensor } from './port-tensor'
import { formatShape, sizeOf } from '../tensors/shape'
import type { Tensor, Tf } from '../tensors/tf'
import { call, keyword, pairCode } from './code/python'

const factor = z.int().min(1).max(64)

/** Row-major [extent · factor, extent]: how much each pixel has in each enlarged one. */
function blendingMatrix(extent: number, times: number): Float32Array {
  const matrix = new Float32Array(extent * times * extent)
  for (let to = 0; to < extent * times; to += 1) {
    const place = Math.min(Math.max((to + 0.5) / times - 0.5, 0), extent - 1)
    const low = Math.floor(place)
    const high = Math.min(low + 1, extent - 1)
    matrix[to * extent + low] = (matrix[to * extent + low] ?? 0) + 1 - (place - low)
    matrix[to * extent + high] = (matrix[to * extent + high] ?? 0) + (place - low)
  }
  return matrix
}

/** Enlarges the middle axis of [rows, extent, rest]. */
function enlarge(tf: Tf, x: Tensor, times: number, method: 'nearest' | 'bilinear'): Tensor {
  if (times === 1) return x
  const [rows = 1, extent = 1, rest = 1] = x.shape
  if (method === 'nearest') return tf.reshape(tf.tile(tf.reshape(x, [rows * extent, 1, rest]), [1, times, 1]), [rows, extent * times, rest])
  // A product with a constant matrix: unlike the gradient of tfjs's own resizing, its gradient can be differentiated once more.
  return tf.matMul(tf.tensor3d(blendingMatrix(extent, times), [1, extent * times, extent]), x)
}

export const upsample2dLayer = defineLayer({
  type: 'upsample-2d',
  title: 'Upsample',
  category: 'resample',
  icon: 'c-convt',
  hint: 'enlarge',
  keywords: ['upsampling', 'up-sampling', 'nearest', 'bilinear', 'resize', 'enlarge', 'interpolate', 'scale', 'image'],
  help: {
    text: 'Enlarges an image without learning: nearest repeats every pixel, bilinear blends neighbours. Followed by a convolution it avoids the chequered patterns that transposed convolutions can leave.',
    formula: '\\text{nearest: } y_{ijc} = x_{\\lfloor i/f \\rfloor,\\,\\lfloor j/f \\rfloor,\\,c} \\\\ \\text{bilinear: } y_{ijc} = \\sum_{k,l} a_{ik}\\, a_{jl}\\, x_{klc}',
    shape: 'An image, height × width × channels, enters; height and width are multiplied by the factors, channels stay.',
    source: 'Odena, Dumoulin and Olah 2016, Deconvolution and checkerboard artifacts',
  },
  picture: ({ method }) => grids(['18/52'], [method === 'nearest' ? '1188/1188/5522/5522' : '1368/2367/4443/5432']),
  parameters: z.object({
    factor: z.tuple([factor, factor]).default([2, 2]).meta({ title: 'Factor', description: 'How many times taller and wider.' }),
    method: z.enum(['nearest', 'bilinear']).default('nearest').meta({ title: 'Method', description: 'Repeats pixels, or blends neighbours.', labels: { nearest: 'Nearest', bilinear: 'Bilinear' } }),
  }),
  inputs: [{ id: 'input', title: 'Image' }],
  outputs: [{ id: 'output', title: 'Output' }],
  settings: ({ factor: [rows, columns], method }) => [rows === columns ? `×${rows}` : `×${rows}×${columns}`, method],
  shape({ factor: [rows, columns] }, inputs, sources) {
    const image = imageAt('Upsample', inputs, sources)
    return 'ok' in image ? image : { ok: true, output: [image.height * rows, image.width * columns, image.channels] }
  },
  weights: () => [],
  multiplyAdds({ factor: [rows, columns], method }, inputs, output) {
    if (method === 'nearest') return 0
    const { height, width, channels } = knownImage(inputs)
    return (rows === 1 ? 0 : height * rows * height * width * channels) + (columns === 1 ? 0 : sizeOf(output) * width)
  },
  arithmetic({ factor: [rows, columns] }, inputs, output) {
    const { height, width } = knownImage(inputs)
    return { output: `${joinSums([`${height} · ${rows} = ${height * rows}`, `${width} · ${columns} = ${width * columns}`])} → ${formatShape(output)}` }
  },
  pytorch: ({ parameters: { factor, method } }) => ({ order: 'first', steps: [{ make: call('nn.Upsample', keyword('scale_factor', pairCode(factor)), keyword('mode', `"${method}"`, '"nearest"')) }] }),
  keras: ({ parameters: { factor, method } }) => ({ steps: [{ make: call('layers.UpSampling2D', pairCode(factor), keyword('interpolation', `"${method}"`, '"nearest"')) }] }),
  apply({ tf, parameters: { factor: [rows, columns], method }, inputs, inputShapes, outputShape }) {
    const image = portTensor(inputs, 'input')
    const batch = image.shape[0] ?? 1
    const { height, width, channels } = knownImage(inputShapes)
    const taller = enlarge(tf, tf.reshape(image, [batch, height, width * channels]), rows, method)
    const wider = enlarge(tf, tf.reshape(taller, [batch * height * rows, width, channels]), columns, method)
    return tf.reshape(wider, [batch, ...outputShape])
  },
})
