// Everything that is exported for comparison: a network a layer and setting, and every template. With it the weights (drawn so that
// none is zero), the inputs, and what the studio computes of them.
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import type { ExperimentAnalysis } from '@shared/experiment/experiment-analysis'
import { analyseNetwork, type NetworkAnalysis } from '@shared/graph/analyse-network'
import { networkWeights } from '@shared/graph/network-weights'
import { checkOutputs } from '@shared/interchange/check-outputs'
import { CounterRandom } from '@shared/tensors/counter-random'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { sizeOf, type Shape } from '@shared/tensors/shape'
import type { Tf } from '@shared/tensors/tf'
import { boringExperiment } from '../graph/build-network'
import { shippedExperiment, shippedTemplateIds } from '../../support/shipped-templates'
import { smallNetworks } from './small-networks'

export interface ExportCase {
  readonly name: string
  readonly experiment: Experiment
  readonly analysis: ExperimentAnalysis
  /** Whole numbers below this enter, where given. */
  readonly classes: number | undefined
}

function smallCases(): readonly ExportCase[] {
  return smallNetworks.map(({ name, network, inputShape, classes }) => {
    const experiment = boringExperiment({ name, networks: [network] })
    const analysis = analyseNetwork(network, inputShape)
    return { name, experiment, classes, analysis: { ...analyseExperiment(experiment), recipe: undefined, dataset: undefined, networks: new Map([[network.id, analysis]]), networksByRole: { it: analysis } } }
  })
}

export function templateCases(): readonly ExportCase[] {
  return shippedTemplateIds().map((name) => {
    const experiment = shippedExperiment(name)
    return { name, experiment, analysis: analyseExperiment(experiment), classes: undefined }
  })
}

export function exportCases(): readonly ExportCase[] {
  return [...smallCases(), ...templateCases()]
}

function draw(seed: string, shape: Shape, of: (random: CounterRandom) => number): NamedArray {
  const random = new CounterRandom(7, seed)
  return { dtype: 'float32', shape, data: Float32Array.from({ length: sizeOf(shape) }, () => of(random)) }
}

/** Weights of a spread that keeps values near 1 through deep networks; variances above zero. */
export function drawWeights(analysis: ExperimentAnalysis): NamedArrays {
  const found: Record<string, NamedArray> = {}
  for (const network of analysis.networks.values()) {
    for (const { fullName, definition } of networkWeights(network)) {
      const { shape } = definition
      // Within a block its layer's name stands before it.
      const kind = definition.name.split('/').at(-1)
      const spread = shape.length < 2 ? 0.5 : Math.sqrt(2 / (sizeOf(shape) / (shape.at(-1) ?? 1)))
      found[fullName] = draw(fullName, shape, (random) => (kind === 'movingVariance' ? 0.5 + random.uniform() : kind === 'gamma' ? 1 + 0.3 * random.normal() : spread * random.normal()))
    }
  }
  return found
}

/** Output, `mean` and `logVariance` of a network, noise being ones. */
export function studioOutputs(tf: Tf, analysis: NetworkAnalysis, state: NamedArrays, input: NamedArray): Readonly<Record<string, NamedArray>> {
  const load = ({ data, shape }: NamedArray) => tf.tensor(data, [...shape], 'float32')
  const found: Record<string, NamedArray> = {}
  tf.tidy(() => {
    const weight = (fullName: string) => {
      const array = state[fullName]
      if (array === undefined) throw new Error(`no weight ${fullName}`)
      return load(array)
    }
    for (const [name, value] of Object.entries(checkOutputs({ tf, analysis, input: load(input), weight }))) {
      found[name] = { dtype: 'float32', shape: value.shape, data: Float32Array.from(value.dataSync()) }
    }
  })
  return found
}
