// The native backend of tfjs-node as this studio uses it: its addon's functions by type, and the loading of it. tfjs-node's own
// index.js is not used: it insists on its own download of TensorFlow 2.9 and pulls in file readers that the studio must not have.
import util from 'node:util'
import { StudioError } from '@shared/studio-error'
import type { Tensor, Tf } from '@shared/tensors/tf'
import type { EngineManifest } from '../engine-manifest'
import { requireTensorPackage } from '../load-tfjs'

/** The addon's exports that the studio calls itself. */
export interface NodeBinding {
  readonly TF_Version: string
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_UINT8: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_BOOL: number
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array | Uint8Array): number
  isUsingGpuDevice(): boolean
  getNumOfTensors(): number
}

export interface OperationAttribute {
  readonly name: string
  readonly type: number
  readonly value: number | boolean
}

/** NodeJSKernelBackend. Every operation goes through it, so that a recorder put in its place sees all of a step. */
export interface NodeBackend {
  readonly binding: NodeBinding
  executeSingleOutput(operation: string, attributes: readonly OperationAttribute[], inputs: readonly Tensor[]): Tensor
  createOutputTensor(metadata: { readonly id: number; readonly shape: readonly number[]; readonly dtype: number }): Tensor
}

export const TENSORFLOW_BACKEND = 'tensorflow'

let current: NodeBackend | undefined

/**
 * Loads the addon that engine.json names and registers it with tfjs. A process loads one native engine in its life.
 * @throws StudioError `engine-load-failed`.
 */
export function loadNodeBackend(tf: Tf, manifest: EngineManifest): NodeBackend {
  if (current !== undefined) return current
  // The native library reads these when it is loaded: warnings and worse only.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  restoreUtilFunctions()
  let binding: NodeBinding
  try {
    binding = requireTensorPackage(manifest.binding) as NodeBinding
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause)
    const fix = 'Run `npm run setup` to build the engine for this machine again'
    throw new StudioError({ code: 'engine-load-failed', message: 'The native TensorFlow engine does not load', path: manifest.binding, got, fix }, { cause })
  }
  requireTensorPackage('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js')
  const { NodeJSKernelBackend } = requireTensorPackage('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js') as {
    NodeJSKernelBackend: new (binding: NodeBinding, packageName: string) => NodeBackend
  }
  const backend = new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu')
  tf.registerBackend(TENSORFLOW_BACKEND, () => backend as unknown as ReturnType<Tf['backend']>, 3)
  current = backend
  return backend
}

/** tfjs-node 4.22 calls functions that Node 23 took out of `util`. */
function restoreUtilFunctions(): void {
  const functions = util as unknown as Record<string, unknown>
  functions['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined
  functions['isArray'] ??= Array.isArray
}
