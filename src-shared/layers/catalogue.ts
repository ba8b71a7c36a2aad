// Every layer the studio knows, in the order the palette shows them within a category. A new layer is one file and one line here.
import { activationLayer } from './activation'
import { batchNormalisationLayer } from './batch-normalisation'
import { conv2dLayer } from './conv-2d'
import { conv2dTransposeLayer } from './conv-2d-transpose'
import { denseLayer } from './dense'
import { dropoutLayer } from './dropout'
import { flattenLayer } from './flatten'
import { gaussianLatentLayer } from './gaussian-latent'
import { inputLayer } from './input'
import type { LayerDefinition } from './layer-definition'
import { outputLayer } from './output'
import { reshapeLayer } from './reshape'

export const layerCatalogue: readonly LayerDefinition[] = [
  inputLayer,
  outputLayer,
  conv2dLayer,
  conv2dTransposeLayer,
  denseLayer,
  flattenLayer,
  reshapeLayer,
  batchNormalisationLayer,
  activationLayer,
  gaussianLatentLayer,
  dropoutLayer,
]

const byType: ReadonlyMap<string, LayerDefinition> = new Map(layerCatalogue.map((layer) => [layer.type, layer]))

/** The layer of that type; undefined where a document names one that this studio does not know. */
export function findLayer(type: string): LayerDefinition | undefined {
  return byType.get(type)
}
