// Gradient stop: the value passes, its gradient does not. What lies before it learns nothing through this way.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { stopGradient } from './parts/stop-gradient'
import { portShape, portTensor } from './port-tensor'

export const gradientStopLayer = defineLayer({
  type: 'gradient-stop',
  title: 'Gradient stop',
  category: 'merge',
  icon: 'c-merge',
  hint: 'detach',
  keywords: ['stop gradient', 'detach', 'freeze', 'block', 'constant'],
  help: {
    text: 'Lets values through and stops gradients: layers before it learn nothing from what lies behind, and count as fixed on this way. Weights before it get a gradient of zero from here; what reaches them by another way still counts.',
    formula: 'y = x, \\quad \\frac{\\partial y}{\\partial x} := 0',
    shape: 'Any shape enters and leaves unchanged.',
  },
  picture: () => grids(['35/52'], ['35/52']),
  parameters: z.object({}),
  inputs: [{ id: 'input', title: 'Input' }],
  outputs: [{ id: 'output', title: 'Output' }],
  keepsShape: true,
  settings: () => ['values only'],
  shape: (_parameters, inputs) => ({ ok: true, output: portShape(inputs, 'input') }),
  weights: () => [],
  multiplyAdds: () => 0,
  pytorch: () => ({ order: 'kept', steps: [{ expression: ([x = 'x']) => `${x}.detach()` }] }),
  keras: () => ({ steps: [{ expression: ([x = 'x']) => `ops.stop_gradient(${x})` }] }),
  apply: ({ tf, inputs }) => stopGradient(tf, portTensor(inputs, 'input')),
})
