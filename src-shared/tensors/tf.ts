// The tfjs API as a type only. Definitions receive `tf` as an argument, so they stay importable by the renderer.
import type * as tfjs from '@tensorflow/tfjs-core'

export type Tf = typeof tfjs
export type Tensor = tfjs.Tensor
export type Tensor4D = tfjs.Tensor4D
export type NamedTensors = Readonly<Record<string, Tensor>>
