// Gradient clipping inside a step, before the optimizer sees the gradients.
// By norm: Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063: g ← g · min(1, limit / ‖g‖), ‖g‖ over all of a player's weights together.
import { z } from 'zod'
import { assertNever } from '../assert-never'
import type { NamedTensors, Tensor, Tf } from '../tensors/tf'

export const clippingSchema = z.strictObject({
  kind: z.enum(['none', 'norm', 'value']).default('none').meta({
    title: 'Clip gradients',
    description: 'By norm shortens all gradients of a player together, keeping their direction. By value cuts each number off by itself.',
    labels: { none: 'No', norm: 'Norm', value: 'Value' },
  }),
  limit: z.number().positive().max(1e6).default(1).meta({ title: 'Limit', description: 'Greatest length of all gradients together, or greatest size of each number.' }),
})
export type Clipping = z.output<typeof clippingSchema>

/** A gradient that is not a number stays one: clipping must not hide it. */
export function clipGradients(tf: Tf, gradients: NamedTensors, { kind, limit }: Clipping): NamedTensors {
  switch (kind) {
    case 'none':
      return gradients
    case 'value':
      return mapTensors(gradients, (gradient) => tf.clipByValue(gradient, -limit, limit))
    case 'norm': {
      const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)))
      if (squares.length === 0) return gradients
      const norm = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)))
      const scale = tf.div(limit, tf.maximum(norm, limit))
      return mapTensors(gradients, (gradient) => tf.mul(gradient, scale))
    }
    default:
      return assertNever(kind)
  }
}

function mapTensors(tensors: NamedTensors, change: (tensor: Tensor) => Tensor): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]))
}
