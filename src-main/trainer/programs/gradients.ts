// Value and gradients of a loss, keeping what it computed on the way: tfjs frees everything made inside a gradient function but the
// loss itself, and metrics and moving averages are made there.
import type { NamedTensors, Tensor, Tf } from '@shared/tensors/tf'

export interface LossResult {
  readonly loss: Tensor
  readonly metrics: NamedTensors
  /** New values of weights without gradients, by full name. */
  readonly updates: NamedTensors
}

/** Gradients by weight name; a weight the loss does not depend on has none. */
export function lossAndGradients(tf: Tf, weights: NamedTensors, compute: () => LossResult): LossResult & { readonly gradients: NamedTensors } {
  const names = Object.keys(weights)
  let computed: LossResult | undefined
  const kept = new Set<Tensor>()
  const result = tf.engine().gradients(
    () => {
      computed = compute()
      for (const tensor of [...Object.values(computed.metrics), ...Object.values(computed.updates)]) {
        if (tensor === computed.loss) continue
        kept.add(tf.keep(tensor))
      }
      return computed.loss
    },
    Object.values(weights),
    undefined,
    true,
  )
  if (computed === undefined) throw new Error('The loss was not computed')
  // Back under the caller's tidy: a clone shares the values, the kept handle goes.
  const released = new Map<Tensor, Tensor>()
  for (const tensor of kept) {
    released.set(tensor, tf.clone(tensor))
    tensor.dispose()
  }
  const release = (tensors: NamedTensors): NamedTensors => Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, released.get(tensor) ?? tensor]))
  const gradients: Record<string, Tensor> = {}
  names.forEach((name, index) => {
    const gradient = result.grads[index]
    if (gradient !== undefined && gradient !== null) gradients[name] = gradient
  })
  return { loss: result.value, metrics: release(computed.metrics), updates: release(computed.updates), gradients }
}
