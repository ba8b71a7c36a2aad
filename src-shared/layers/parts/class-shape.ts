// Where a number stands for one of several classes: the shape of what each is replaced by, and the replacing itself.
import type { Shape } from '../../tensors/shape'
import type { Tensor, Tf } from '../../tensors/tf'

/** A last axis of one number gives way to the new axis; otherwise the new axis is added: `[1]` → `[size]`, `[12]` → `[12, size]`. */
export function classShape(input: Shape, size: number): Shape {
  return input.at(-1) === 1 ? [...input.slice(0, -1), size] : [...input, size]
}

/** Said beside exported code. */
export const NO_SUCH_CLASS = 'A number that is no class gives zeros in the studio; PyTorch and Keras take it for a fault or leave it undefined.'

/** @param classes whole numbers of any shape. @returns `[numbers, count]`; a number outside 0 to count - 1 gives zeros. */
export function oneHotRows(tf: Tf, classes: Tensor, count: number): Tensor {
  const indices = tf.cast(tf.round(tf.reshape(classes, [classes.size])), 'int32')
  return tf.cast(tf.oneHot(indices as ReturnType<Tf['tensor1d']>, count), 'float32')
}
