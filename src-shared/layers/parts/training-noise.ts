// What layers share that change values while training and hand them on otherwise: any shape enters and leaves unchanged, nothing is learned.
import { sizeOf } from '../../tensors/shape'
import type { PortShapes, ShapeOutcome } from '../layer-definition'
import { portShape } from '../port-tensor'

export const trainingNoise = {
  category: 'random',
  icon: 'c-noise',
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  keepsShape: true,
  shape: (_parameters: unknown, inputs: PortShapes): ShapeOutcome => ({ ok: true, output: portShape(inputs, 'input') }),
  weights: () => [],
  multiplyAdds: (_parameters: unknown, inputs: PortShapes): number => sizeOf(portShape(inputs, 'input')),
} as const
