// Whether a setting named by its place is still in the document: unfinished text must not outlive its field.
import { studioCatalogues } from '@shared/experiment/catalogues'
import type { Experiment } from '@shared/experiment/experiment'
import { experimentPaths } from '@shared/experiment/setting-paths'
import { layerOf } from '@shared/graph/analyse-network'

/** `place` is `network/node/parameters.units` or a dotted path; halves of a pair end in `.0` or `.1`. */
export function placeExists(experiment: Experiment, place: string): boolean {
  const whole = place.replace(/\.[01]$/, '')
  const [networkId, nodeId, path] = whole.split('/')
  if (path === undefined) return experimentPaths(experiment, studioCatalogues).includes(whole)
  const node = [...experiment.networks, ...(experiment.blocks ?? [])].find((network) => network.id === networkId)?.nodes.find((candidate) => candidate.id === nodeId)
  const layer = node && layerOf(node.type, experiment.blocks)
  return layer !== undefined && Object.hasOwn(layer.parameters.shape, path.replace(/^parameters\./, ''))
}
