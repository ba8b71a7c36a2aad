// Second handles on the same values, which no gradient knows: what is computed from them depends on nothing made before. tfjs has no
// such operation of its own; a clone would be recorded as one more step for gradients to pass.
import type { NamedTensors, Tf } from '@shared/tensors/tf'

/** Freed with the scope they are made in, like any tensor. */
export function detachTensors(tf: Tf, tensors: NamedTensors): NamedTensors {
  const engine = tf.engine()
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dataId, shape, dtype }]) => {
      engine.backend.incRef(dataId)
      return [name, engine.makeTensorFromTensorInfo({ dataId, shape, dtype })]
    }),
  )
}
