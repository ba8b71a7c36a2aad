// Everything a person can do on the canvas, by mouse, key, menu or command: each is one undo step, each works on the
// current selection. The shell's commands call these too.
import { nextTick } from 'vue'
import type { GraphEdit } from '@shared/graph/edit-schema'
import type { NetworkDocument, NetworkId, NodeId, WireId } from '@shared/graph/network'
import { newWireId } from '@shared/graph/names'
import { findLayer } from '@shared/layers/catalogue'
import type { StudioErrorDetail } from '@shared/studio-error'
import type { Problem } from '@shared/problem'
import { tabOfProblem } from '../panels/design/inspector/problem-tab'
import { useExperimentStore } from '../stores/experiment-store'
import { useUiStore } from '../stores/ui-store'
import { useCanvasStore } from './canvas-store'
import { clip, pasteEdits, type Clipping } from './clipboard'
import { judgeConnection, type PortPlace } from './connection-rules'
import { flowId, splitFlowId, type FlowId } from './flow-id'
import { laneAt, NODE_HEIGHT, NODE_WIDTH } from './lane-geometry'
import { layeredLayout, ROW_PITCH } from './layered-layout'
import { planAddition, type AdditionPlace } from './plan-addition'

export function useCanvasActions() {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const ui = useUiStore()

  /** Reports a refusal; true when the edits went through. */
  function carryOut(edits: readonly GraphEdit[], label: string, coalesce?: string): boolean {
    const refusal: StudioErrorDetail | null = document.edit(edits, label, { coalesce })
    if (refusal) ui.reportError(refusal)
    return refusal === null
  }

  function networkOf(id: NetworkId | string): NetworkDocument | undefined {
    return document.experiment?.networks.find((network) => network.id === id)
  }

  /** The selected elements of each network, networks in their own order. */
  function byNetwork(ids: ReadonlySet<FlowId>): readonly { readonly network: NetworkDocument; readonly elements: readonly string[] }[] {
    return (document.experiment?.networks ?? [])
      .map((network) => ({ network, elements: [...ids].map(splitFlowId).filter((id) => id.network === network.id).map((id) => id.element) }))
      .filter(({ elements }) => elements.length > 0)
  }

  function addLayer(type: string, place?: { readonly network: NetworkId; readonly at: AdditionPlace }): boolean {
    const layer = findLayer(type)
    const target = place ?? placeAfterSelection()
    const analysis = target && document.analysis?.networks.get(target.network)
    if (!layer || !target || !analysis) return false
    const addition = planAddition(analysis, layer, target.at)
    if (!addition.ok) {
      ui.note(addition.reason)
      return false
    }
    if (!carryOut(addition.edits, `Add ${layer.title}`)) return false
    const added = flowId(target.network, addition.node)
    document.select([added])
    void nextTick(() => canvas.view?.centreOn(added))
    if (addition.remark !== null) ui.note(addition.remark)
    return true
  }

  function placeAfterSelection(): { readonly network: NetworkId; readonly at: AdditionPlace } | null {
    const selected = [...document.selectedNodes].at(-1)
    if (selected !== undefined) {
      const { network, element } = splitFlowId(selected)
      return { network, at: { kind: 'after', node: element as NodeId } }
    }
    const network = canvas.networks[0]
    return network ? { network: network.id, at: { kind: 'after', node: null } } : null
  }

  /** Adds a layer at a point of the canvas, in the lane under it, centred on the point. */
  function addLayerAt(type: string, point: { readonly x: number; readonly y: number }, from: { readonly network: NetworkId; readonly place: PortPlace } | null = null): boolean {
    const lane = from ? canvas.geometry.find((candidate) => candidate.network === from.network) : laneAt(canvas.geometry, point.y)
    if (!lane) return false
    const position = from
      ? { x: point.x - lane.origin.x, y: point.y - lane.origin.y - NODE_HEIGHT / 2 }
      : { x: point.x - lane.origin.x - NODE_WIDTH / 2, y: point.y - lane.origin.y - NODE_HEIGHT / 2 }
    return addLayer(type, { network: lane.network, at: { kind: 'at', position, from: from?.place } })
  }

  function connect(from: FlowId, fromPort: string, to: FlowId, toPort: string): boolean {
    const source = splitFlowId(from)
    const target = splitFlowId(to)
    const network = networkOf(source.network)
    if (!network) return false
    const start: PortPlace = { node: source.element as NodeId, port: fromPort }
    const end: PortPlace = { node: target.element as NodeId, port: toPort }
    const verdict = source.network === target.network ? judgeConnection(network, start, end) : { ok: false as const, reason: 'Wires stay within one network; the recipe links networks' }
    if (!verdict.ok) {
      ui.note(verdict.reason)
      return false
    }
    const wire = { id: newWireId(network), from: start, to: end }
    return carryOut([{ kind: 'connect', network: network.id, wire }], verdict.replaces ? 'Replace wire' : 'Connect')
  }

  function deleteSelection(): void {
    const nodes = byNetwork(document.selectedNodes)
    const wires = byNetwork(document.selectedWires)
    const edits: GraphEdit[] = [
      ...wires.map(({ network, elements }): GraphEdit => ({ kind: 'disconnect', network: network.id, wires: elements as WireId[] })),
      ...nodes.map(({ network, elements }): GraphEdit => ({ kind: 'remove-nodes', network: network.id, nodes: elements as NodeId[] })),
    ]
    const count = nodes.reduce((sum, { elements }) => sum + elements.length, 0)
    if (edits.length > 0) carryOut(edits, count > 0 ? `Delete ${count === 1 ? 'layer' : `${count} layers`}` : 'Delete wire')
  }

  /** Places nodes where they were dropped, given by canvas coordinates. */
  function moveNodes(moves: readonly { readonly id: FlowId; readonly x: number; readonly y: number }[]): void {
    const edits = byNetwork(new Set(moves.map((move) => move.id))).flatMap(({ network, elements }): GraphEdit[] => {
      const lane = canvas.geometry.find((candidate) => candidate.network === network.id)
      if (!lane) return []
      return [
        {
          kind: 'move-nodes',
          network: network.id,
          moves: elements.flatMap((element) => {
            const move = moves.find((candidate) => candidate.id === flowId(network.id, element))
            return move ? [{ node: element as NodeId, position: { x: Math.round(move.x - lane.origin.x), y: Math.round(move.y - lane.origin.y) } }] : []
          }),
        },
      ]
    })
    if (edits.length > 0) carryOut(edits, 'Move')
  }

  /** A row of nudges within a second and a half is one step. */
  let nudgeEnds: ReturnType<typeof setTimeout> | undefined

  function nudge(x: number, y: number): void {
    const key = `nudge ${[...document.selectedNodes].join(' ')}`
    const edits = byNetwork(document.selectedNodes).map(
      ({ network, elements }): GraphEdit => ({
        kind: 'move-nodes',
        network: network.id,
        moves: network.nodes.filter((node) => elements.includes(node.id)).map((node) => ({ node: node.id, position: { x: node.position.x + x, y: node.position.y + y } })),
      }),
    )
    if (edits.length === 0) return
    carryOut(edits, 'Nudge', key)
    clearTimeout(nudgeEnds)
    nudgeEnds = setTimeout(() => document.endGesture(), 1500)
  }

  function layout(): void {
    const edits = canvas.networks.map((network): GraphEdit => {
      const places = layeredLayout(network)
      return { kind: 'move-nodes', network: network.id, moves: [...places].map(([node, position]) => ({ node, position })) }
    })
    if (edits.length === 0) return
    carryOut(edits, 'Auto-layout')
    canvas.view?.fit()
  }

  function selectAll(): void {
    document.select(
      canvas.nodes.map((node) => node.id),
      canvas.wires.map((wire) => wire.id),
    )
  }

  /** The selection of the network that has most of it; a copy lives in one network. */
  function clipSelection(): { readonly network: NetworkDocument; readonly clipping: Clipping } | null {
    const [most] = [...byNetwork(document.selectedNodes)].sort((a, b) => b.elements.length - a.elements.length)
    if (!most) return null
    const clipping = clip(most.network, new Set(most.elements))
    if (clipping.nodes.length === 0) ui.note('A network has exactly one input and one output: they cannot be copied')
    return clipping.nodes.length > 0 ? { network: most.network, clipping } : null
  }

  function pasteInto(network: NetworkDocument, clipping: Clipping, label: string): void {
    const bottom = Math.max(...network.nodes.map((node) => node.position.y), -ROW_PITCH)
    const top = Math.min(...clipping.nodes.map((node) => node.position.y))
    const { edits, nodes } = pasteEdits(network, clipping, { x: 0, y: bottom + ROW_PITCH - top })
    if (carryOut(edits, label)) document.select(nodes.map((node) => flowId(network.id, node)))
  }

  function copy(): void {
    canvas.clipping = clipSelection()?.clipping ?? canvas.clipping
  }

  function cut(): void {
    const clipped = clipSelection()
    if (!clipped) return
    canvas.clipping = clipped.clipping
    deleteSelection()
  }

  function paste(): void {
    if (!canvas.clipping) return
    const selected = [...document.selectedNodes].at(-1)
    const network = selected === undefined ? canvas.networks[0] : networkOf(splitFlowId(selected).network)
    if (network) pasteInto(network, canvas.clipping, 'Paste')
  }

  function duplicate(): void {
    const clipped = clipSelection()
    if (clipped) pasteInto(clipped.network, clipped.clipping, 'Duplicate')
  }

  /** Shows where the next problem is: the node at fault with its bubble, or the tab of the inspector. Errors come first. */
  function showNextProblem(): void {
    const errors = document.problems.filter((problem) => problem.severity === 'error')
    const problems = errors.length > 0 ? errors : document.problems
    const last = problems.findIndex((problem) => sameProblem(problem, canvas.shownProblem))
    const next = problems[(last + 1) % problems.length]
    if (!next) return
    canvas.shownProblem = next
    const { network, node } = next.place
    if (network === undefined || node === undefined) {
      document.select([])
      canvas.inspectorRequest = { tab: tabOfProblem(next) }
      return
    }
    const id = flowId(network, node)
    if (!canvas.nodesById.has(id)) canvas.shownNetwork = null
    document.select([id])
    canvas.openBubble(id)
    canvas.view?.centreOn(id)
  }

  return { carryOut, addLayer, addLayerAt, connect, deleteSelection, moveNodes, nudge, layout, selectAll, copy, cut, paste, duplicate, showNextProblem }
}

/** Analysis makes its problems anew at every change. */
function sameProblem(a: Problem, b: Problem | null): boolean {
  return b !== null && a.code === b.code && a.title === b.title && a.place.node === b.place.node && a.place.path === b.place.path
}
