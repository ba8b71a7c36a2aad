// What is written on a lane, and the links between lanes: which network plays which role, what it costs, where its
// problems are, and what flows from one network into the next.
import type { ExperimentAnalysis } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import type { NetworkAnalysis } from '@shared/graph/analyse-network'
import type { NodeDocument } from '@shared/graph/network'
import { formatCount, formatMagnitude } from './format-figures'
import { NODE_HEIGHT, NODE_WIDTH, type LaneGeometry } from './lane-geometry'
import { linkPath, type WirePath } from './wire-path'

export interface LaneView extends LaneGeometry {
  readonly title: string
  readonly notation: string
  readonly colour: string
  readonly parameters: string
  readonly multiplyAdds: string
  readonly problems: number
}

export interface LinkView extends WirePath {
  readonly id: string
  /** `z [20]`. */
  readonly text: string
  readonly state: 'ok' | 'unknown'
}

export function laneViews(experiment: Experiment, analysis: ExperimentAnalysis, lanes: readonly LaneGeometry[]): readonly LaneView[] {
  return lanes.map((lane) => {
    const network = analysis.networks.get(lane.network)
    const role = analysis.recipe?.roles.find((candidate) => experiment.recipe.roles[candidate.id] === lane.network)
    return {
      ...lane,
      title: network?.network.name ?? lane.network,
      notation: role?.notation ?? 'plays no role',
      colour: role ? `var(--role-${role.colour})` : 'var(--fg-3)',
      parameters: `${formatCount(network?.totals.parameters ?? 0)} parameters`,
      multiplyAdds: `${formatMagnitude(network?.totals.multiplyAdds ?? 0)} multiply-adds`,
      problems: analysis.problems.filter((problem) => problem.severity === 'error' && problem.place.network === lane.network).length,
    }
  })
}

/** One link for every role whose network is fed by another role's network. */
export function linkViews(experiment: Experiment, analysis: ExperimentAnalysis, lanes: readonly LaneGeometry[]): readonly LinkView[] {
  const links: LinkView[] = []
  for (const role of analysis.recipe?.roles ?? []) {
    if (role.input.from !== 'role') continue
    const fromLane = lanes.find((lane) => role.input.from === 'role' && lane.network === experiment.recipe.roles[role.input.role])
    const toLane = lanes.find((lane) => lane.network === experiment.recipe.roles[role.id])
    const source = fromLane && analysis.networks.get(fromLane.network)
    const target = toLane && analysis.networks.get(toLane.network)
    const output = endOf(source, 'output')
    const input = endOf(target, 'input')
    if (!fromLane || !toLane || !source || !output || !input || fromLane === toLane) continue
    const from = { x: fromLane.origin.x + output.position.x + NODE_WIDTH, y: fromLane.origin.y + output.position.y + NODE_HEIGHT / 2 }
    const to = { x: toLane.origin.x + input.position.x, y: toLane.origin.y + input.position.y + NODE_HEIGHT / 2 }
    links.push({
      id: role.id,
      ...linkPath(from, fromLane, to, toLane, links.length * 8),
      text: `${role.inputSymbol} [${source.outputShape ? source.outputShape.join('×') : '?'}]`,
      state: source.outputShape ? 'ok' : 'unknown',
    })
  }
  return links
}

function endOf(network: NetworkAnalysis | undefined, type: 'input' | 'output'): NodeDocument | undefined {
  return network?.network.nodes.find((node) => node.type === type)
}
