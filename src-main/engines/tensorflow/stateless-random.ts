// Random numbers as a function of their key, by TensorFlow's stateless operations: the same (run seed, step, stream) gives the
// same values, and the operations can be recorded into a graph whose key is fed.
import type { RandomSource } from '@shared/layers/layer-definition'
import { hashStream } from '@shared/tensors/counter-random'
import type { Shape } from '@shared/tensors/shape'
import type { Tensor, Tf } from '@shared/tensors/tf'
import type { NodeBackend } from './node-backend'

/** @param key int32[2]: run seed, step. The stream's hash is added to it inside the graph, wrapping around. */
export function statelessRandom(tf: Tf, backend: NodeBackend, key: Tensor): RandomSource {
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding
  const attributes = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_INT32 },
    { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'Tseed', type: TF_ATTR_TYPE, value: TF_INT32 },
  ]
  const draw = (operation: string, stream: string, shape: Shape): Tensor => {
    const seed = tf.add(key, tf.tensor1d(Int32Array.from(hashStream(stream)), 'int32'))
    return backend.executeSingleOutput(operation, attributes, [tf.tensor1d([...shape], 'int32'), seed])
  }
  return {
    normal: (stream, shape) => draw('StatelessRandomNormal', stream, shape),
    uniform: (stream, shape) => draw('StatelessRandomUniform', stream, shape),
  }
}
