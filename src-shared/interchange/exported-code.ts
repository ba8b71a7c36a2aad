// What an experiment becomes in another framework: one Python file, and the plan by which a run's weights become its weights file.
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import type { Experiment } from '../experiment/experiment'
import { analyseNetwork, type NetworkAnalysis } from '../graph/analyse-network'
import { expandBlocks } from '../graph/expand-blocks'
import { weightFullName } from '../graph/names'
import type { NetworkId, NodeId } from '../graph/network'
import type { WeightPlan, WeightPlans } from '../layers/code/layer-code'
import { StudioError } from '../studio-error'
import type { NamedArray, NamedArrays } from '../tensors/named-arrays'
import type { Shape } from '../tensors/shape'
import { planNetwork, type NetworkPlan } from './plan-network'
import { className, snakeName, uniqueNames } from './python-names'

/** Networks as they appear in a generated file. */
export interface ExportedNetwork {
  readonly id: NetworkId
  /** In names of weights: `encoder`. */
  readonly key: string
  /** Of the class or the function: `Encoder`, `build_encoder`. */
  readonly maker: string
  /** Without the batch axis, channels last. */
  readonly inputShape: Shape
  readonly outputShape: Shape
  /** True where mean and log-variance are handed out beside the output. */
  readonly gaussian: boolean
}

export interface ExportedCode {
  readonly fileName: string
  readonly weightsFileName: string
  readonly text: string
  readonly networks: readonly ExportedNetwork[]
  /** The weights file's arrays, from a state or a checkpoint by full names. @throws Error naming a weight that is not there. */
  convert(state: NamedArrays): NamedArrays
}

export interface PlannedWeight {
  readonly target: string
  readonly network: NetworkId
  readonly node: NodeId
  readonly plan: WeightPlan
}

export function weightsOf(network: NetworkId, node: NodeId, prefix: string, plans: WeightPlans | undefined): readonly PlannedWeight[] {
  return Object.entries(plans ?? {}).flatMap(([name, plan]) => (plan === undefined ? [] : [{ target: `${prefix}${name}`, network, node, plan }]))
}

export function convertWeights(weights: readonly PlannedWeight[], state: NamedArrays): NamedArrays {
  return Object.fromEntries(
    weights.map(({ target, network, node, plan }) => [
      target,
      plan((name): NamedArray => {
        const fullName = weightFullName(network, node, name)
        const array = state[fullName]
        if (array === undefined) throw new Error(`The weights hold no ${fullName}`)
        return array
      }),
    ]),
  )
}

export interface PlannedExperiment {
  /** `conv_vae_on_mnist`. */
  readonly stem: string
  readonly networks: readonly { readonly plan: NetworkPlan; readonly key: string; readonly title: string }[]
}

/** Blocks are taken apart: their layers bear the weights a run has. */
function inLayers(analysis: NetworkAnalysis, experiment: Experiment): NetworkAnalysis {
  if (experiment.blocks === undefined || analysis.problems.some((each) => each.severity === 'error')) return analysis
  const expanded = expandBlocks(analysis.network, experiment.blocks)
  return expanded === analysis.network ? analysis : analyseNetwork(expanded, analysis.inputShape)
}

/** The networks that play a role, in the order of the roles. @throws StudioError `export-not-possible`. */
export function planExperiment(experiment: Experiment, analysis: ExperimentAnalysis): PlannedExperiment {
  const playing = new Set(Object.values(analysis.networksByRole).map((network) => network.network.id))
  const found = [...analysis.networks.values()].filter((network) => playing.has(network.network.id))
  if (found.length === 0) {
    throw new StudioError({ code: 'export-not-possible', message: `${experiment.name} has no network that plays a role`, expected: 'a network at least', got: 'none', fix: 'Give a network a role under Recipe' })
  }
  const keys = uniqueNames(found.map((network) => [network.network.id, snakeName(network.network.id, 'network')] as const))
  return {
    stem: snakeName(experiment.name, 'experiment'),
    networks: found.map((network) => ({ plan: planNetwork(inLayers(network, experiment)), key: keys.get(network.network.id) ?? 'network', title: network.network.name })),
  }
}

/** Class names that differ from each other and from what is imported. */
export function classNames({ networks }: PlannedExperiment, reserved: readonly string[]): ReadonlyMap<NetworkId, string> {
  return uniqueNames(
    networks.map(({ plan, title }) => [plan.analysis.network.id, className(title, 'Network')] as const),
    reserved,
  )
}

/** Each line of a text of docstrings, at most 84 characters, broken at words; backslashes and quotes that would end it taken out. */
export function proseLines(text: string, width = 84): readonly string[] {
  const lines: string[] = []
  for (const paragraph of text.replaceAll('\\', '/').replaceAll('"""', "'''").split('\n')) {
    let line = ''
    for (const word of paragraph.split(/\s+/)) {
      if (line !== '' && line.length + word.length + 1 > width) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines
}

/** What the values of examples are, in words. */
export function dataWords(analysis: ExperimentAnalysis): string {
  const { dataset, datasetDefinition } = analysis
  if (dataset === undefined) return ''
  const range = dataset.range === null ? 'values as they are' : `values from ${dataset.range[0]} to ${dataset.range[1]}`
  const scaled = dataset.storage === 'uint8' && dataset.range !== null && dataset.range[0] === 0 && dataset.range[1] === 1 ? ' (bytes divided by 255)' : ''
  const binarised = dataset.binarised === true ? ', then each pixel drawn as 1 with that probability, else 0: anew for every training batch' : ''
  return `Data: ${datasetDefinition?.title ?? 'examples'}, ${range}${scaled}${binarised}.`
}

/** What enters each role's network: another role's output, noise, or examples. */
export interface Feed {
  readonly key: string
  readonly variable: string
  readonly from: { readonly kind: 'data' | 'noise' } | { readonly kind: 'network'; readonly variable: string }
}

/** The networks in an order in which each can be fed, for the few lines that run a batch. */
export function feedsOf(planned: PlannedExperiment, analysis: ExperimentAnalysis): readonly Feed[] {
  const keyOf = new Map(planned.networks.map(({ plan, key }) => [plan.analysis.network.id, key] as const))
  const feeds: Feed[] = []
  const done = new Set<string>()
  for (const role of analysis.recipe?.roles ?? []) {
    const network = analysis.networksByRole[role.id]
    const key = network === undefined ? undefined : keyOf.get(network.network.id)
    if (key === undefined || done.has(key)) continue
    done.add(key)
    const source = role.input.from === 'role' ? analysis.networksByRole[role.input.role] : undefined
    const sourceKey = source === undefined ? undefined : keyOf.get(source.network.id)
    const from: Feed['from'] = sourceKey !== undefined && feeds.some((feed) => feed.key === sourceKey) ? { kind: 'network', variable: `${sourceKey}_output` } : { kind: role.input.from === 'noise' ? 'noise' : 'data' }
    feeds.push({ key, variable: `${key}_output`, from })
  }
  return feeds
}
