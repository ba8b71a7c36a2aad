// What the canvas draws, derived from the document and its analysis: plain values, shared with the previous picture where
// nothing changed, so that typing in one field redraws the nodes it concerns and no others.
import type { NetworkAnalysis, NodeAnalysis, WireAnalysis } from '@shared/graph/analyse-network'
import { isBlockLayer } from '@shared/graph/block-layer'
import { portsOf } from '@shared/graph/node-ports'
import { nodeName } from '@shared/graph/names'
import { settingLines } from '@shared/graph/setting-lines'
import type { NodeDocument, WireDocument } from '@shared/graph/network'
import { formatShape } from '@shared/tensors/shape'
import { categoryLooks } from './category-look'
import { flowId, type FlowId } from '../flow-id'
import { formatCount } from '../format-figures'
import type { LaneGeometry } from '@shared/graph/lane-geometry'

export interface PortView {
  readonly id: string
  readonly title: string
}

export interface NodeView {
  readonly id: FlowId
  readonly type: string
  readonly title: string
  readonly icon: string
  readonly colour: string
  readonly lines: readonly string[]
  /** Trainable values; empty where unknown. */
  readonly parameters: string
  /** Output size, with a question mark past a fault. */
  readonly size: string
  readonly state: 'ok' | 'bad' | 'stale'
  readonly bypassed: boolean
  /** A use of a block: it can be opened. */
  readonly block: boolean
  readonly inputs: readonly PortView[]
  readonly outputs: readonly PortView[]
  readonly x: number
  readonly y: number
  /** Everything above in words, for screen readers. */
  readonly label: string
}

/** What an edit changes in hundreds of layers that it does not touch itself. */
export type NodeFigures = Pick<NodeView, 'parameters' | 'size' | 'label'>
/** All else of a view. */
export type NodeFace = Omit<NodeView, keyof NodeFigures>

const FIGURES: ReadonlySet<string> = new Set<keyof NodeFigures>(['parameters', 'size', 'label'])

export interface WireView {
  readonly id: FlowId
  readonly from: FlowId
  readonly fromPort: string
  readonly to: FlowId
  readonly toPort: string
  readonly shape: string
  readonly state: WireAnalysis['state']
  readonly label: string
}

/** Analysis keeps what an edit does not reach: of such a node the view is known, where its lane has not moved either. */
const known = new WeakMap<NodeAnalysis, { readonly lane: LaneGeometry; readonly network: string; readonly view: NodeView }>()

export function nodeViews(analysis: NetworkAnalysis, lane: LaneGeometry): readonly NodeView[] {
  return analysis.network.nodes.map((node) => {
    const found = analysis.nodes.get(node.id)
    const before = found && known.get(found)
    if (before && found.node === node && before.network === analysis.network.name && before.lane.network === lane.network && before.lane.origin.x === lane.origin.x && before.lane.origin.y === lane.origin.y) return before.view
    const view = nodeView(analysis, lane, node, found)
    if (found) known.set(found, { lane, network: analysis.network.name, view })
    return view
  })
}

function nodeView(analysis: NetworkAnalysis, lane: LaneGeometry, node: NodeDocument, found: NodeAnalysis | undefined): NodeView {
  const layer = found?.layer
  const title = found?.name ?? nodeName(node)
  const state = nodeState(found)
  const bypassed = node.bypassed === true
  const lines = bypassed ? ['bypassed', 'gives what enters'] : layer ? settingLines(layer, found.parameters, title) : ['not known here']
  const size = sizeText(found, state)
  const parameters = found?.parameters === undefined ? '' : formatCount(found.parameterCount)
  return {
    id: flowId(analysis.network.id, node.id),
    type: node.type,
    title,
    icon: layer?.icon ?? 'error',
    colour: layer ? categoryLooks[layer.category].colour : 'var(--danger)',
    lines,
    parameters,
    size,
    state,
    bypassed,
    block: isBlockLayer(layer),
    inputs: portsOf(node.type)?.inputs ?? [],
    outputs: portsOf(node.type)?.outputs ?? [],
    x: lane.origin.x + node.position.x,
    y: lane.origin.y + node.position.y,
    label: [
      `${title} in ${analysis.network.name}`,
      ...(layer && title !== layer.title ? [layer.title] : []),
      ...(isBlockLayer(layer) ? ['block, Enter opens it'] : []),
      ...lines,
      parameters === '' ? '' : `${parameters} parameters`,
      size === '' ? '' : `output ${size}`,
      state === 'bad' ? `problem: ${found?.problems[0]?.title ?? ''}` : state === 'stale' ? 'past a fault' : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  }
}

export function wireViews(analysis: NetworkAnalysis): readonly WireView[] {
  return analysis.network.wires.map((wire) => {
    const found = analysis.wires.get(wire.id)
    const shape = found?.shape ? formatShape(found.shape) : ''
    const state = found?.state ?? 'unknown'
    return {
      id: flowId(analysis.network.id, wire.id),
      from: flowId(analysis.network.id, wire.from.node),
      fromPort: wire.from.port,
      to: flowId(analysis.network.id, wire.to.node),
      toPort: wire.to.port,
      shape,
      state,
      label: `Wire from ${nameOf(analysis, wire, 'from')} to ${nameOf(analysis, wire, 'to')}${shape === '' ? '' : `, ${shape}`}${state === 'bad' ? ', does not fit' : ''}`,
    }
  })
}

/** The next views, with every view that says the same replaced by the previous one, so that it is the same object. */
export function shareViews<View extends { readonly id: string }>(previous: readonly View[], next: readonly View[]): readonly View[] {
  const known = new Map(previous.map((view) => [view.id, view]))
  const shared = next.map((view) => {
    const before = known.get(view.id)
    return before && sameView(before, view) ? before : view
  })
  return shared.length === previous.length && shared.every((view, index) => view === previous[index]) ? previous : shared
}

/** True where two views of a node differ in figures at most. */
export function sameFace(a: NodeFace, b: NodeFace): boolean {
  return sameView(a, b, FIGURES)
}

function sameView(a: object, b: object, but?: ReadonlySet<string>): boolean {
  const [before, now] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>]
  for (const key in now) if (before[key] !== now[key] && but?.has(key) !== true && !sameItems(before[key], now[key])) return false
  return true
}

function sameItems(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => item === b[index])
}

function nodeState(found: NodeAnalysis | undefined): NodeView['state'] {
  if (!found || found.problems.some((problem) => problem.severity === 'error')) return 'bad'
  return found.stale ? 'stale' : 'ok'
}

function sizeText(found: NodeAnalysis | undefined, state: NodeView['state']): string {
  if (!found?.output) return '?'
  return state === 'bad' ? `${formatShape(found.output)} ?` : formatShape(found.output)
}

function nameOf(analysis: NetworkAnalysis, wire: WireDocument, end: 'from' | 'to'): string {
  return analysis.nodes.get(wire[end].node)?.name ?? 'a lost layer'
}
