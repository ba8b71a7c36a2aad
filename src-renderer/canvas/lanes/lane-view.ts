// What is written on a lane, and the links between lanes: which network plays which role, what it costs and needs, who trains it,
// where its problems are, and what flows from one network into the next.
import type { ExperimentAnalysis } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { roleNeeds } from '@shared/experiment/role-needs'
import type { NetworkAnalysis } from '@shared/graph/analyse-network'
import type { NetworkId, NodeDocument } from '@shared/graph/network'
import type { Problem } from '@shared/problem'
import type { RecipeDefinition, RoleDefinition } from '@shared/recipes/recipe-definition'
import { formatCount, formatMagnitude } from '../format-figures'
import { NODE_HEIGHT, NODE_WIDTH, type LaneGeometry } from '@shared/graph/lane-geometry'
import { optimizerText } from '../recipe/optimizer-text'
import { linkPath, type WirePath } from '@shared/graph/wire-path'

export interface NeedView {
  readonly text: string
  readonly state: 'met' | 'unmet' | 'open'
  /** What there is instead, where it is not met. */
  readonly got: string
  readonly problem: Problem | null
}

export interface LaneView extends LaneGeometry {
  readonly title: string
  /** Of the roles it plays. */
  readonly roles: readonly string[]
  readonly notation: string
  readonly colour: string
  readonly parameters: string
  readonly multiplyAdds: string
  readonly problems: number
  readonly needs: readonly NeedView[]
  /** `Adam 0.001 updates Encoder and Decoder`; empty where nothing trains it. */
  readonly trainedBy: string
  readonly frozen: boolean
  /** True where its weights serve several roles. */
  readonly shared: boolean
}

export interface LinkView extends WirePath {
  readonly id: string
  /** `z [20]`. */
  readonly text: string
  readonly state: 'ok' | 'unknown'
}

export function laneViews(experiment: Experiment, analysis: ExperimentAnalysis, lanes: readonly LaneGeometry[]): readonly LaneView[] {
  const needs = roleNeeds(analysis)
  return lanes.map((lane) => {
    const network = analysis.networks.get(lane.network)
    const roles = rolesOf(experiment, analysis.recipe, lane.network)
    const frozen = network?.network.frozen === true
    return {
      ...lane,
      title: network?.network.name ?? lane.network,
      roles: roles.map((role) => role.title),
      notation: roles.length > 0 ? roles.map((role) => role.notation).join(', ') : 'plays no role',
      colour: roles[0] ? `var(--role-${roles[0].colour})` : 'var(--fg-3)',
      parameters: `${formatCount(network?.totals.parameters ?? 0)} parameters`,
      multiplyAdds: `${formatMagnitude(network?.totals.multiplyAdds ?? 0)} multiply-adds`,
      problems: analysis.problems.filter((problem) => problem.severity === 'error' && problem.place.network === lane.network).length,
      needs: needs
        .filter((need) => roles.some((role) => role.id === need.role))
        .map(({ text, state, problem }) => ({ text, state, got: problem?.got ?? '', problem })),
      trainedBy: frozen ? '' : trainers(experiment, analysis.recipe, roles),
      frozen,
      shared: roles.length > 1,
    }
  })
}

/** An open block's lane: it plays no role, and costs what the use shown costs. */
export function blockLanes(analysisOf: (block: NetworkId) => NetworkAnalysis | undefined, lanes: readonly LaneGeometry[]): readonly LaneView[] {
  return lanes.map((lane) => {
    const block = analysisOf(lane.network)
    return {
      ...lane,
      title: block?.network.name ?? lane.network,
      roles: [],
      notation: block?.inputShape == null ? 'block, not used yet' : 'block, as used in',
      colour: 'var(--cat-block)',
      parameters: `${formatCount(block?.totals.parameters ?? 0)} parameters`,
      multiplyAdds: `${formatMagnitude(block?.totals.multiplyAdds ?? 0)} multiply-adds`,
      problems: block?.problems.filter((problem) => problem.severity === 'error').length ?? 0,
      needs: [],
      trainedBy: '',
      frozen: false,
      shared: false,
    }
  })
}

export function rolesOf(experiment: Experiment, recipe: RecipeDefinition | undefined, network: NetworkId): readonly RoleDefinition[] {
  return (recipe?.roles ?? []).filter((role) => Object.hasOwn(experiment.recipe.roles, role.id) && experiment.recipe.roles[role.id] === network)
}

/** What the optimizers of these roles' players update: all their networks that are not frozen, by name. */
function trainers(experiment: Experiment, recipe: RecipeDefinition | undefined, roles: readonly RoleDefinition[]): string {
  return (recipe?.players ?? [])
    .filter((player) => roles.some((role) => player.roles.includes(role.id)))
    .map((player) => {
      const choice = experiment.training.optimizers[player.id]
      const names = experiment.networks.filter((network) => network.frozen !== true && player.roles.some((role) => experiment.recipe.roles[role] === network.id)).map(({ name }) => name)
      return `${choice ? optimizerText(choice) : 'no optimizer'} updates ${listed(names)}`
    })
    .join('; ')
}

export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

/** One link for every role whose network is fed by another role's network, and for what else the recipe lets flow into it. */
export function linkViews(experiment: Experiment, analysis: ExperimentAnalysis, lanes: readonly LaneGeometry[]): readonly LinkView[] {
  const { recipe, recipeParameters } = analysis
  if (recipe === undefined) return []
  const flows = [
    ...recipe.roles.flatMap(({ id, input, inputSymbol }) => (input.from === 'role' ? [{ from: input.role, into: id, symbol: inputSymbol }] : [])),
    ...(recipeParameters === undefined ? [] : recipe.drawing(recipeParameters).flows).flatMap(({ source, into, symbol }) => (source.from === 'role' ? [{ from: source.role, into, symbol }] : [])),
  ]
  const links: LinkView[] = []
  const entering = new Map<NetworkId, number>()
  for (const { from: sourceRole, into, symbol } of flows) {
    const fromLane = lanes.find((lane) => lane.network === experiment.recipe.roles[sourceRole])
    const toLane = lanes.find((lane) => lane.network === experiment.recipe.roles[into])
    const source = fromLane && analysis.networks.get(fromLane.network)
    const start = fromLane && endPoint(source, fromLane, 'output')
    const end = toLane && endPoint(analysis.networks.get(toLane.network), toLane, 'input')
    if (!fromLane || !toLane || !source || !start || !end) continue
    const before = entering.get(toLane.network) ?? 0
    entering.set(toLane.network, before + 1)
    links.push({
      id: `${sourceRole} ${into} ${symbol}`,
      ...linkPath(start, fromLane, end, toLane, { across: links.length * 8, down: before * 8 }),
      text: `${symbol} [${source.outputShape ? source.outputShape.join('×') : '?'}]`,
      state: source.outputShape ? 'ok' : 'unknown',
    })
  }
  return links
}

/** Where a network's output leaves, or its input enters, on the canvas. */
export function endPoint(network: NetworkAnalysis | undefined, lane: LaneGeometry, type: 'input' | 'output'): { readonly x: number; readonly y: number } | undefined {
  const node: NodeDocument | undefined = network?.network.nodes.find((candidate) => candidate.type === type)
  return node && { x: lane.origin.x + node.position.x + (type === 'output' ? NODE_WIDTH : 0), y: lane.origin.y + node.position.y + NODE_HEIGHT / 2 }
}
