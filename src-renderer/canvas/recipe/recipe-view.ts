// The recipe as it is drawn around the lanes: what enters them from outside, the roles nobody plays, the terms of the losses
// with what they compare, and where the recipe's card stands. One piece of code for every recipe, by what its definition says.
import type { ExperimentAnalysis } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { roleNeeds } from '@shared/experiment/role-needs'
import { findDataset } from '@shared/datasets/catalogue'
import type { Problem } from '@shared/problem'
import type { DrawnTensor } from '@shared/recipes/recipe-drawing'
import { formatShape } from '@shared/tensors/shape'
import { overlaps, union, type LaneGeometry, type Rectangle } from '@shared/graph/lane-geometry'
import { endPoint, listed, rolesOf } from '../lanes/lane-view'
import { busPath, entryPath, type Point } from '@shared/graph/wire-path'

const CARD = { width: 330, height: 220 } as const
const LOSS = { width: 232, height: 102 } as const
const GAP = 16
const TRACK = 9
const OPEN_ROLE = { height: 56, gap: 14, least: 560 } as const
/** Over a lane's upper edge, beside or above the link that enters it. */
const ENTRY = { alone: 20, besideLink: 33, inset: 20 } as const

type SourceKind = DrawnTensor['source']['from']

/** Data or noise, over the lane it enters. */
export interface EntryView extends Point {
  readonly id: string
  readonly kind: 'data' | 'noise'
  readonly symbol: string
  readonly text: string
  readonly path: string
}

/** A role that no network plays, in the place of its lane. */
export interface OpenRoleView extends Rectangle {
  readonly id: string
  readonly title: string
  readonly notation: string
  readonly colour: string
  readonly needs: string
  readonly problem: Problem
}

export interface LossView extends Rectangle {
  readonly id: string
  readonly title: string
  readonly formula: string
  readonly players: string
  readonly ports: readonly { readonly symbol: string; readonly kind: SourceKind; /** From the card's upper edge. */ readonly top: number; readonly title: string }[]
  readonly label: string
}

/** From a lane's output to a loss. */
export interface FeedView {
  readonly id: string
  readonly path: string
  readonly colour: string
  readonly unknown: boolean
}

export interface RecipeView {
  readonly entries: readonly EntryView[]
  readonly openRoles: readonly OpenRoleView[]
  readonly card: Rectangle
  readonly losses: readonly LossView[]
  readonly feeds: readonly FeedView[]
  /** Of everything below the lanes, with the lines beside them. */
  readonly bounds: Rectangle
}

/**
 * @param lanes those on show
 * @param bubble what an error bubble covers: the cards below go under it
 * @param whole whether all networks are shown, and so the roles that nobody plays
 */
export function recipeView(experiment: Experiment, analysis: ExperimentAnalysis, lanes: readonly LaneGeometry[], bubble: Rectangle | null, whole: boolean): RecipeView | null {
  const { recipe, recipeParameters } = analysis
  if (recipe === undefined || (lanes.length === 0 && !whole)) return null
  const all = lanes.length === 0 ? { x: 16, y: 28, width: OPEN_ROLE.least, height: 0 } : union(lanes)
  const drawing = recipeParameters === undefined ? { flows: [], losses: [] } : recipe.drawing(recipeParameters)
  const openRoles = whole ? openRoleViews(analysis, all) : []
  const last = openRoles.at(-1)
  const bottom = last ? last.y + last.height : all.y + all.height

  const sources = [...new Set(drawing.losses.flatMap((loss) => loss.inputs).flatMap(({ source }) => (source.from === 'role' ? [source.role] : [])))]
  const starts = sources.flatMap((role) => {
    const lane = lanes.find((each) => each.network === experiment.recipe.roles[role])
    const start = lane && endPoint(analysis.networks.get(lane.network), lane, 'output')
    return start ? [{ role, start }] : []
  })
  const gutter = 12 + TRACK * starts.length
  const columns = Math.ceil(drawing.losses.length / 2)
  const row = { x: all.x, y: bottom + 20 + TRACK * starts.length, width: CARD.width + columns * (gutter + LOSS.width + GAP), height: CARD.height }
  const y = bubble && overlaps(row, bubble) ? Math.max(row.y, bubble.y + bubble.height + GAP) : row.y
  const places = drawing.losses.map((_, index) => ({
    x: all.x + CARD.width + gutter + GAP + Math.floor(index / 2) * (gutter + LOSS.width + GAP),
    y: y + (index % 2) * (LOSS.height + GAP),
    ...LOSS,
  }))

  const feeds: FeedView[] = []
  const losses = drawing.losses.map((loss, index): LossView => {
    const place = places[index] ?? { x: 0, y: 0, ...LOSS }
    const ports = loss.inputs.map(({ source, symbol }, at) => {
      const top = (LOSS.height * (at + 1)) / (loss.inputs.length + 1)
      const track = source.from === 'role' ? starts.findIndex((each) => each.role === source.role) : -1
      const start = starts[track]
      if (start && source.from === 'role') {
        const role = recipe.roles.find((each) => each.id === source.role)
        const right = all.x + all.width + 12 + track * TRACK
        feeds.push({
          id: `${loss.id} ${at}`,
          path: busPath(start.start, right, y - 10 - track * TRACK, place.x - 12 - track * TRACK, { x: place.x, y: place.y + top }),
          colour: role ? `var(--role-${role.colour})` : 'var(--fg-3)',
          unknown: !analysis.networksByRole[source.role]?.outputShape,
        })
      }
      return { symbol, kind: source.from, top, title: sourceTitle(experiment, analysis, { source, symbol }) }
    })
    const players = listed(recipe.players.filter((player) => loss.players.includes(player.id)).map((player) => player.title))
    return { id: loss.id, title: loss.title, formula: loss.formula, players, ports, label: `${loss.title}, from ${listed(ports.map((port) => port.title))}, minimised by ${players}`, ...place }
  })

  const card = { x: all.x, y, ...CARD }
  const bounds = union([card, ...places, ...openRoles, ...(starts.length > 0 ? [{ x: all.x + all.width, y: all.y, width: 16 + TRACK * starts.length, height: 1 }] : [])])
  return { entries: entryViews(experiment, analysis, lanes), openRoles, card, losses, feeds, bounds }
}

function sourceTitle(experiment: Experiment, { recipe }: ExperimentAnalysis, { source, symbol }: DrawnTensor): string {
  if (source.from === 'data') return `${symbol} (the data)`
  if (source.from === 'noise') return `${symbol} (noise)`
  const name = experiment.networks.find((network) => network.id === experiment.recipe.roles[source.role])?.name
  return `${symbol} (${name ?? recipe?.roles.find((role) => role.id === source.role)?.title ?? source.role})`
}

function openRoleViews(analysis: ExperimentAnalysis, lanes: Rectangle): readonly OpenRoleView[] {
  const needs = roleNeeds(analysis)
  const open = (analysis.recipe?.roles ?? []).flatMap((role) => {
    const problem = analysis.problems.find((each) => each.place.path === `recipe.roles.${role.id}` && (each.code === 'role-missing' || each.code === 'role-network-missing'))
    return problem ? [{ role, problem }] : []
  })
  return open.map(({ role, problem }, index) => ({
    id: role.id,
    title: role.title,
    notation: role.notation,
    colour: `var(--role-${role.colour})`,
    needs: needs.filter((need) => need.role === role.id).map((need) => need.text).join('; '),
    problem,
    x: lanes.x,
    y: lanes.y + lanes.height + 20 + index * (OPEN_ROLE.height + OPEN_ROLE.gap),
    width: Math.max(OPEN_ROLE.least, lanes.width),
    height: OPEN_ROLE.height,
  }))
}

function entryViews(experiment: Experiment, analysis: ExperimentAnalysis, lanes: readonly LaneGeometry[]): readonly EntryView[] {
  const { recipe, recipeParameters } = analysis
  if (recipe === undefined) return []
  const flows = recipeParameters === undefined ? [] : recipe.drawing(recipeParameters).flows
  return lanes.flatMap((lane) => {
    const roles = rolesOf(experiment, recipe, lane.network)
    const entering = [
      ...roles.map((role) => ({ from: role.input.from, symbol: role.inputSymbol })),
      ...flows.filter((flow) => roles.some((role) => role.id === flow.into)).map((flow) => ({ from: flow.source.from, symbol: flow.symbol })),
    ]
    const outside = entering.flatMap(({ from, symbol }) => (from === 'role' ? [] : [{ kind: from, symbol }]))
    const end = endPoint(analysis.networks.get(lane.network), lane, 'input')
    const [first] = outside
    if (!first || !end) return []
    const linked = entering.length > outside.length
    const y = lane.y - (linked ? ENTRY.besideLink : ENTRY.alone)
    return outside.slice(0, 1).map(({ kind, symbol }): EntryView => ({
      id: `${lane.network} ${kind} ${symbol}`,
      kind,
      symbol,
      text: kind === 'data' ? dataText(experiment, analysis) : noiseText(analysis, lane),
      x: lane.x + ENTRY.inset,
      y,
      path: entryPath({ x: lane.x + ENTRY.inset, y }, lane.x + 8, end),
    }))
  })
}

function dataText(experiment: Experiment, { dataset }: ExperimentAnalysis): string {
  const title = findDataset(experiment.dataset.id)?.title ?? experiment.dataset.id
  return dataset ? `${title}, ${formatShape(dataset.shape)}` : title
}

function noiseText({ networks }: ExperimentAnalysis, lane: LaneGeometry): string {
  const shape = networks.get(lane.network)?.inputShape
  return shape ? `noise, ${formatShape(shape)}` : 'noise'
}
