// What maximum and average pooling share: settings, the shape rule, node text and sums.
import { z } from 'zod'
import { imageAt, knownImage, paddingSetting } from '../convolution-settings'
import type { PortShapes, PortSources, ShapeOutcome } from '../layer-definition'
import { formatShape, type Shape } from '../../tensors/shape'
import { joinSums, windowPlaces, windowSum, windowTooLarge } from './extents'

const extent = z.int().min(1).max(64)

export function poolingParameters() {
  return z.object({
    pool: z.tuple([extent, extent]).default([2, 2]).meta({ title: 'Pool', description: 'Height and width of the window.', unit: 'pixels' }),
    stride: z.tuple([extent, extent]).default([2, 2]).meta({ title: 'Stride', description: 'Pixels between two windows, down and across.', unit: 'pixels' }),
    padding: paddingSetting('valid'),
  })
}

export type PoolingParameters = z.output<ReturnType<typeof poolingParameters>>

export function poolingShape(title: string, { pool, stride, padding }: PoolingParameters, inputs: PortShapes, sources: PortSources | undefined): ShapeOutcome {
  const image = imageAt(title, inputs, sources)
  if ('ok' in image) return image
  const height = windowPlaces(image.height, pool[0], stride[0], padding)
  const width = windowPlaces(image.width, pool[1], stride[1], padding)
  if (height >= 1 && width >= 1) return { ok: true, output: [height, width, image.channels] }
  const fitting: [number, number] = [Math.min(pool[0], image.height), Math.min(pool[1], image.width)]
  return windowTooLarge({ title, window: 'pool', spans: pool, extents: [image.height, image.width], fitting, source: sources?.['input'] })
}

export function poolingText({ pool, stride }: PoolingParameters): readonly string[] {
  return [`${pool[0]}×${pool[1]}, ${stride[0] === stride[1] ? `/${stride[0]}` : `/${stride[0]}×${stride[1]}`}`]
}

export function poolingSums({ pool, stride, padding }: PoolingParameters, inputs: PortShapes, output: Shape): { readonly output: string } {
  const { height, width } = knownImage(inputs)
  return { output: `${joinSums([windowSum(height, pool[0], stride[0], padding), windowSum(width, pool[1], stride[1], padding)])} → ${formatShape(output)}` }
}
