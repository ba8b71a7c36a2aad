// The fallback: tfjs in plain JavaScript. It opens, teaches and trains toy problems where no native library can be had; a VAE's
// step on MNIST takes about a hundred times as long as natively.
import { CounterRandom } from '@shared/tensors/counter-random'
import type { NamedArray } from '@shared/tensors/named-arrays'
import type { Shape } from '@shared/tensors/shape'
import { sizeOf } from '@shared/tensors/shape'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { EagerSession, type EagerBackend } from '../eager-session'
import type { Engine } from '../engine'
import { loadTfjs, requireTensorPackage } from '../load-tfjs'

export async function createJavascriptEngine(): Promise<Engine> {
  const tf = loadTfjs()
  requireTensorPackage('@tensorflow/tfjs-backend-cpu')
  const activate = (): void => {
    if (tf.getBackend() !== 'cpu') void tf.setBackend('cpu')
  }
  activate()
  await tf.ready()
  const backend: EagerBackend = { tf, activate, feed: (array) => feedTensor(tf, array), random: (key) => randomSource(tf, key) }
  return {
    info: {
      id: 'javascript',
      version: `tfjs ${tf.version_core} in JavaScript`,
      device: 'CPU, 1 thread, slow',
      accelerator: 'cpu',
      native: false,
    },
    createSession: (definition) => new EagerSession(backend, definition),
  }
}

function feedTensor(tf: Tf, { dtype, shape, data }: NamedArray): Tensor {
  // Copies: the backend keeps the array it is given, and the caller fills its buffer again.
  if (dtype === 'int32') return tf.tensor(Int32Array.from(data), [...shape], 'int32')
  return tf.tensor(Float32Array.from(data), [...shape], 'float32')
}

/** Reads the key back, which a native engine must not; there is no graph here to be recorded. */
function randomSource(tf: Tf, key: Tensor): { normal(stream: string, shape: Shape): Tensor; uniform(stream: string, shape: Shape): Tensor } {
  const [seed = 0, step = 0] = key.dataSync()
  const draw = (stream: string, shape: Shape, next: (random: CounterRandom) => number): Tensor => {
    const random = new CounterRandom(seed, stream, step)
    return tf.tensor(
      Float32Array.from({ length: sizeOf(shape) }, () => next(random)),
      [...shape],
      'float32',
    )
  }
  return {
    normal: (stream, shape) => draw(stream, shape, (random) => random.normal()),
    // Rounding to float32 may reach 1, which is outside [0, 1).
    uniform: (stream, shape) => draw(stream, shape, (random) => Math.min(random.uniform(), 1 - 2 ** -24)),
  }
}
