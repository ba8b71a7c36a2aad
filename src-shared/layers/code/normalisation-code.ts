// Group normalisation in PyTorch and Keras; layer and instance normalisation are cases of it.
import type { KerasLayer, PyTorchLayer } from './layer-code'
import { call, keyword } from './python'
import { asIs } from './weight-code'

export function pytorchGroupNorm(groups: number, channels: number, epsilon: number, learned: boolean): PyTorchLayer {
  const layer = call('nn.GroupNorm', String(groups), String(channels), keyword('eps', epsilon, 1e-5), keyword('affine', learned, true))
  return { order: 'first', steps: [{ make: layer, weights: { weight: learned ? asIs('gamma') : undefined, bias: learned ? asIs('beta') : undefined } }] }
}

/** @param groups -1 for as many as there are channels */
export function kerasGroupNorm(groups: number, epsilon: number, learned: boolean): KerasLayer {
  const layer = call('layers.GroupNormalization', keyword('groups', groups), keyword('epsilon', epsilon, 0.001), keyword('center', learned, true), keyword('scale', learned, true))
  return { steps: [{ make: layer, weights: { gamma: learned ? asIs('gamma') : undefined, beta: learned ? asIs('beta') : undefined } }] }
}
