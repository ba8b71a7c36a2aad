// What the depthwise and the separable convolution share: settings, the shape rule, and the convolution of every channel by itself.
import { z } from 'zod'
import { dilatedAndStrided, dilationSetting, imageAt, paddingSetting } from '../convolution-settings'
import type { PortShapes, PortSources, ShapeOutcome } from '../layer-definition'
import type { Tensor, Tensor4D, Tf } from '../../tensors/tf'
import { dilatedConvolution } from './dilated-convolution'
import { spannedExtent, windowPlaces, windowTooLarge, type WindowPadding } from './extents'

const extent = z.int().min(1).max(64)

export const depthwiseSettings = {
  multiplier: z.int().min(1).max(1024).default(1).meta({ title: 'Multiplier', description: 'Filters for each channel.' }),
  kernel: z.tuple([extent, extent]).default([3, 3]).meta({ title: 'Kernel', description: 'Height and width of a filter.', unit: 'pixels' }),
  // One number: TensorFlow has no depthwise convolution with two different strides.
  stride: extent.default(1).meta({ title: 'Stride', description: 'Pixels between two places, down and across.', unit: 'pixels' }),
  dilation: dilationSetting(),
  padding: paddingSetting('same'),
}

export interface DepthwiseWindow {
  readonly kernel: readonly [number, number]
  readonly stride: number
  readonly dilation: number
  readonly padding: WindowPadding
}

/** @param filters channels that come out, from those that enter */
export function depthwiseShape(title: string, window: DepthwiseWindow, filters: (channels: number) => number, inputs: PortShapes, sources: PortSources | undefined): ShapeOutcome {
  const image = imageAt(title, inputs, sources)
  if ('ok' in image) return image
  const { kernel, stride, dilation, padding } = window
  const both = dilatedAndStrided(title, dilation, [stride], 1)
  if (both !== undefined) return both
  const spans = [spannedExtent(kernel[0], dilation), spannedExtent(kernel[1], dilation)] as const
  const height = windowPlaces(image.height, spans[0], stride, padding)
  const width = windowPlaces(image.width, spans[1], stride, padding)
  if (height >= 1 && width >= 1) return { ok: true, output: [height, width, filters(image.channels)] }
  const fitting: [number, number] = [Math.min(kernel[0], image.height), Math.min(kernel[1], image.width)]
  return windowTooLarge({ title, window: 'kernel', spans, extents: [image.height, image.width], fitting: dilation === 1 ? fitting : undefined, source: sources?.['input'] })
}

/** @param kernel `[height, width, channels, multiplier]`. @returns `[batch, height, width, channels · multiplier]`, channel by channel */
export function convolveDepthwise(tf: Tf, image: Tensor4D, kernel: Tensor4D, { kernel: size, stride, dilation, padding }: DepthwiseWindow): Tensor {
  if (dilation === 1) return tf.depthwiseConv2d(image, kernel, stride, padding)
  return dilatedConvolution(tf, image, { kernel: size, dilation: [dilation, dilation], padding }, (small) => tf.depthwiseConv2d(small, kernel, 1, 'valid'))
}
