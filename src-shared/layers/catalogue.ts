// Every layer the studio knows, in the order the palette shows them within a category. A new layer is one file and one line here.
import { activationLayer } from './activation'
import { addLayer } from './add'
import { averageLayer } from './average'
import { averagePool2dLayer } from './average-pool-2d'
import { batchNormalisationLayer } from './batch-normalisation'
import { concatenateLayer } from './concatenate'
import { conv1dLayer } from './conv-1d'
import { conv1dTransposeLayer } from './conv-1d-transpose'
import { conv2dLayer } from './conv-2d'
import { conv2dTransposeLayer } from './conv-2d-transpose'
import { cropping2dLayer } from './cropping-2d'
import { denseLayer } from './dense'
import { depthwiseConv2dLayer } from './depthwise-conv-2d'
import { dropoutLayer } from './dropout'
import { embeddingLayer } from './embedding'
import { flattenLayer } from './flatten'
import { gaussianLatentLayer } from './gaussian-latent'
import { gaussianNoiseLayer } from './gaussian-noise'
import { globalPoolLayer } from './global-pool'
import { gradientStopLayer } from './gradient-stop'
import { groupNormalisationLayer } from './group-normalisation'
import { gruLayer } from './gru'
import { inputLayer } from './input'
import { instanceNormalisationLayer } from './instance-normalisation'
import { labelConcatenationLayer } from './label-concatenation'
import type { LayerDefinition } from './layer-definition'
import { layerNormalisationLayer } from './layer-normalisation'
import { learnedConstantLayer } from './learned-constant'
import { lstmLayer } from './lstm'
import { maskingNoiseLayer } from './masking-noise'
import { maxPool2dLayer } from './max-pool-2d'
import { minibatchStandardDeviationLayer } from './minibatch-standard-deviation'
import { multiplyLayer } from './multiply'
import { oneHotLayer } from './one-hot'
import { outputLayer } from './output'
import { padding2dLayer } from './padding-2d'
import { permuteLayer } from './permute'
import { pixelShuffleLayer } from './pixel-shuffle'
import { preluLayer } from './prelu'
import { reshapeLayer } from './reshape'
import { saltAndPepperNoiseLayer } from './salt-and-pepper-noise'
import { selfAttentionLayer } from './self-attention'
import { separableConv2dLayer } from './separable-conv-2d'
import { spatialDropoutLayer } from './spatial-dropout'
import { upsample2dLayer } from './upsample-2d'

export const layerCatalogue: readonly LayerDefinition[] = [
  inputLayer,
  outputLayer,
  learnedConstantLayer,
  conv2dLayer,
  conv2dTransposeLayer,
  conv1dLayer,
  conv1dTransposeLayer,
  depthwiseConv2dLayer,
  separableConv2dLayer,
  maxPool2dLayer,
  averagePool2dLayer,
  globalPoolLayer,
  upsample2dLayer,
  pixelShuffleLayer,
  denseLayer,
  lstmLayer,
  gruLayer,
  selfAttentionLayer,
  embeddingLayer,
  oneHotLayer,
  flattenLayer,
  reshapeLayer,
  permuteLayer,
  padding2dLayer,
  cropping2dLayer,
  batchNormalisationLayer,
  layerNormalisationLayer,
  instanceNormalisationLayer,
  groupNormalisationLayer,
  minibatchStandardDeviationLayer,
  activationLayer,
  preluLayer,
  gaussianLatentLayer,
  dropoutLayer,
  spatialDropoutLayer,
  gaussianNoiseLayer,
  maskingNoiseLayer,
  saltAndPepperNoiseLayer,
  addLayer,
  multiplyLayer,
  averageLayer,
  concatenateLayer,
  labelConcatenationLayer,
  gradientStopLayer,
]

const byType: ReadonlyMap<string, LayerDefinition> = new Map(layerCatalogue.map((layer) => [layer.type, layer]))

/** The layer of that type; undefined where a document names one that this studio does not know. */
export function findLayer(type: string): LayerDefinition | undefined {
  return byType.get(type)
}
