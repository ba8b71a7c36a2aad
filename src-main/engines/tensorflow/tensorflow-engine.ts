// The real engine: native TensorFlow through tfjs-node's addon, as captured graphs or one operation at a time. Everything a program
// does goes through the backend's operations, feeds' conversion and random numbers too, so that a step can be recorded whole.
import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import type { NamedArray } from '@shared/tensors/named-arrays'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { EagerSession, type EagerBackend } from '../eager-session'
import type { Engine } from '../engine'
import { readEngineManifest } from '../engine-manifest'
import { loadTfjs } from '../load-tfjs'
import { createCapturedSession, type GraphBinding } from './capture/captured-session'
import type { RecordableBackend } from './capture/record-program'
import { loadNodeBackend, TENSORFLOW_BACKEND, type NodeBackend } from './node-backend'
import { statelessRandom } from './stateless-random'

/**
 * @param manifestPath of engine.json; null where set-up made none.
 * @throws StudioError naming what is missing, damaged or does not load, and how to mend it.
 */
export async function createTensorflowEngine(manifestPath: string | null): Promise<Engine> {
  const manifest = await readEngineManifest(manifestPath)
  const tf = loadTfjs()
  const node = loadNodeBackend(tf, manifest)
  const activate = (): void => {
    if (tf.getBackend() !== TENSORFLOW_BACKEND) void tf.setBackend(TENSORFLOW_BACKEND)
  }
  activate()
  await tf.ready()
  const backend: EagerBackend = { tf, activate, feed: (array) => feedTensor(tf, node, array), random: (key) => statelessRandom(tf, node, key) }
  const gpu = node.binding.isUsingGpuDevice()
  return {
    info: {
      id: 'tensorflow',
      version: `TensorFlow ${node.binding.TF_Version}, tfjs ${tf.version_core}`,
      device: gpu ? await graphicsCardName() : processorName(),
      accelerator: gpu ? 'gpu' : 'cpu',
      native: true,
    },
    createSession: (definition, { execution = 'eager', xla = [] } = {}) => {
      if (execution === 'eager') return new EagerSession(backend, definition)
      activate()
      return createCapturedSession({ tf, backend: node as unknown as RecordableBackend, binding: node.binding as unknown as GraphBinding, random: backend.random }, definition, { xla })
    },
  }
}

/**
 * Bytes stay bytes on their way in, a quarter of the size, and become float32 of 0 to 255 by one Cast inside the graph. Copied
 * first: the addon shares the memory it is given, and the caller fills its buffer again.
 */
function feedTensor(tf: Tf, backend: NodeBackend, { dtype, shape, data }: NamedArray): Tensor {
  const { binding } = backend
  if (dtype !== 'uint8') return tf.tensor(data.slice(), [...shape], dtype)
  const id = binding.createTensor(shape, binding.TF_UINT8, data.slice())
  const bytes = backend.createOutputTensor({ id, shape: [...shape], dtype: binding.TF_UINT8 })
  const attributes = [
    { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: binding.TF_UINT8 },
    { name: 'DstT', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
  ]
  return backend.executeSingleOutput('Cast', attributes, [bytes])
}

function processorName(): string {
  const cores = availableParallelism()
  return cores === 1 ? 'CPU, 1 core' : `CPU, ${cores} cores`
}

/** As the Linux driver lists it; elsewhere just `GPU`. */
async function graphicsCardName(): Promise<string> {
  const folder = '/proc/driver/nvidia/gpus'
  try {
    const [first] = (await readdir(folder)).sort()
    const model = /^Model:\s*(.+)$/m.exec(await readFile(`${folder}/${first ?? ''}/information`, 'utf8'))?.[1]
    return model?.trim() ?? 'GPU'
  } catch {
    return 'GPU'
  }
}
