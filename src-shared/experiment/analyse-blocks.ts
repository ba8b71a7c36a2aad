// Each block looked over as one of its uses has it: what the canvas shows when the block is opened.
import { layerOf, type NetworkAnalysis } from '../graph/analyse-network'
import { isBlockLayer } from '../graph/block-layer'
import { blockIdOf, blockType } from '../graph/block'
import type { NetworkId } from '../graph/network'
import type { Experiment } from './experiment'

/** @param networks in the order in which uses are looked for: networks first, then what is inside their blocks */
export function analyseBlocks(experiment: Experiment, networks: ReadonlyMap<NetworkId, NetworkAnalysis>): ReadonlyMap<NetworkId, NetworkAnalysis> {
  const found = new Map<NetworkId, NetworkAnalysis>()
  const blocks = experiment.blocks ?? []
  if (blocks.length === 0) return found
  const collect = (analyses: Iterable<NetworkAnalysis>): void => {
    for (const analysis of analyses) {
      for (const node of analysis.nodes.values()) {
        const id = blockIdOf(node.node.type)
        if (id === undefined || node.inside === undefined || found.get(id)?.inputShape != null) continue
        found.set(id, node.inside)
        collect([node.inside])
      }
    }
  }
  collect(networks.values())
  for (const block of blocks) {
    const layer = found.has(block.id) ? undefined : layerOf(blockType(block.id), blocks)
    if (isBlockLayer(layer)) found.set(block.id, layer.inside(defaultValues(layer), {}))
  }
  return found
}

// One object a layer, so that what is known of the instance made with it is known again.
const defaults = new WeakMap<object, Readonly<Record<string, unknown>>>()

function defaultValues(layer: Extract<ReturnType<typeof layerOf>, object>): Readonly<Record<string, unknown>> {
  const known = defaults.get(layer)
  if (known !== undefined) return known
  const made = layer.parameters.parse({})
  defaults.set(layer, made)
  return made
}
