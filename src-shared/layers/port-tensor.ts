// Reads a layer's input by port; a missing one is a bug of the caller, since analysis refuses unwired ports.
import type { Shape } from '../tensors/shape'
import type { Tensor } from '../tensors/tf'
import type { PortShapes } from './layer-definition'

/** @throws Error naming the port that was given nothing. */
export function portTensor(inputs: Readonly<Record<string, Tensor>>, port: string): Tensor {
  const tensor = inputs[port]
  if (tensor === undefined) throw new Error(`Nothing was given at the port '${port}'`)
  return tensor
}

/** @throws Error naming the port that was given nothing. */
export function portShape(inputs: PortShapes, port: string): Shape {
  const shape = inputs[port]
  if (shape === undefined) throw new Error(`No shape was given at the port '${port}'`)
  return shape
}

/** Last axis of a shape: channels of an image, length of a vector. */
export function channelsOf(shape: Shape): number {
  return shape.at(-1) ?? 1
}
