// Which operators of ONNX are understood, and what converts each. docs/import.md lists them.
import type { OperatorConverter } from '../operator-context'
import { convertClip, convertElu, convertGelu, convertHardSigmoid, convertLeakyRelu, convertPrelu, convertSelu, convertSoftmax, simply } from './activations'
import { convertConvolution, convertTransposedConvolution } from './convolution'
import { convertGemm, convertMatMul } from './dense'
import { convertAdd, convertConcat, convertMean, convertMul, convertSum } from './merges'
import { convertBatchNormalisation, convertGroupNormalisation, convertInstanceNormalisation, convertLayerNormalisation } from './normalisation'
import { convertAveragePool, convertGlobalAveragePool, convertGlobalMaxPool, convertMaxPool, convertReduceMax, convertReduceMean } from './pooling'
import { convertGru, convertLstm } from './recurrent'
import { convertDepthToSpace, convertPad, convertResize } from './resampling'
import { convertDropout, convertFlatten, convertGather, convertIdentity, convertReshape, convertSlice, convertSqueeze, convertTranspose, convertUnsqueeze } from './shapes'

export const operatorConverters: Readonly<Record<string, OperatorConverter>> = {
  Add: convertAdd,
  AveragePool: convertAveragePool,
  BatchNormalization: convertBatchNormalisation,
  Cast: convertIdentity,
  Clip: convertClip,
  Concat: convertConcat,
  Conv: convertConvolution,
  ConvTranspose: convertTransposedConvolution,
  DepthToSpace: convertDepthToSpace,
  Dropout: convertDropout,
  Elu: convertElu,
  Flatten: convertFlatten,
  Gather: convertGather,
  Gelu: convertGelu,
  Gemm: convertGemm,
  GlobalAveragePool: convertGlobalAveragePool,
  GlobalMaxPool: convertGlobalMaxPool,
  GroupNormalization: convertGroupNormalisation,
  GRU: convertGru,
  HardSigmoid: convertHardSigmoid,
  HardSwish: simply('hard-silu'),
  Identity: convertIdentity,
  InstanceNormalization: convertInstanceNormalisation,
  LayerNormalization: convertLayerNormalisation,
  LeakyRelu: convertLeakyRelu,
  LSTM: convertLstm,
  MatMul: convertMatMul,
  MaxPool: convertMaxPool,
  Mean: convertMean,
  Mul: convertMul,
  Pad: convertPad,
  PRelu: convertPrelu,
  ReduceMax: convertReduceMax,
  ReduceMean: convertReduceMean,
  Relu: simply('relu'),
  Reshape: convertReshape,
  Resize: convertResize,
  Selu: convertSelu,
  Sigmoid: simply('sigmoid'),
  /** Fused from Sigmoid and Mul (fuse-patterns.ts), or of later versions of ONNX. */
  Swish: simply('silu'),
  Slice: convertSlice,
  Softmax: convertSoftmax,
  Softplus: simply('softplus'),
  Squeeze: convertSqueeze,
  Sum: convertSum,
  Tanh: simply('tanh'),
  Transpose: convertTranspose,
  Unsqueeze: convertUnsqueeze,
  Upsample: convertResize,
}
