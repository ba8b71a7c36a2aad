// Everything a person can do on the canvas, by mouse, key, menu or command: each is one undo step, each works on the
// current selection. The shell's commands call these too.
import { nextTick } from 'vue'
import type { GraphEdit } from '@shared/graph/edit-schema'
import { joinAround } from '@shared/graph/join-around'
import type { NetworkDocument, NetworkId, NodeId, NoteId, WireId } from '@shared/graph/network'
import { newWireId } from '@shared/graph/names'
import { portsOf } from '@shared/graph/node-ports'
import type { StudioErrorDetail } from '@shared/studio-error'
import type { Problem } from '@shared/problem'
import { tabOfProblem } from '../panels/design/inspector/problem-tab'
import { useExperimentStore } from '../stores/experiment-store'
import { useUiStore } from '../stores/ui-store'
import { useCanvasStore, type LayerSearch } from './canvas-store'
import { judgeConnection, type PortPlace } from './wires/connection-rules'
import { flowId, splitFlowId, type FlowId } from './flow-id'
import { laneAt, NODE_HEIGHT, NODE_WIDTH } from '@shared/graph/lane-geometry'
import { isNoteFlowId, noteElement, noteFlowId } from './notes/note-geometry'
import { moveOntoWire, planAddition, type AdditionPlace } from './search/plan-addition'
import { useArrangeActions } from './arrange/use-arrange-actions'
import { useBlockActions } from './blocks/use-block-actions'
import { useBlocks } from './blocks/use-blocks'
import { useClipboardActions } from './clipboard/use-clipboard-actions'
import { moveToNetwork } from './lanes/move-to-network'
import { useNetworkActions } from './lanes/use-network-actions'
import { useNoteActions } from './notes/use-note-actions'
import type { Point } from '@shared/graph/wire-path'

export interface CanvasMove extends Point {
  readonly id: FlowId
}

/** What the parts of the actions share. */
export interface ActionTools {
  carryOut(edits: readonly GraphEdit[], label: string, coalesce?: string): boolean
  byNetwork(ids: ReadonlySet<FlowId>): readonly { readonly network: NetworkDocument; readonly elements: readonly string[] }[]
  moveEdits(moves: readonly CanvasMove[]): GraphEdit[]
}

export function useCanvasActions() {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const ui = useUiStore()
  const { addable } = useBlocks()

  /** Reports a refusal; true when the edits went through. */
  function carryOut(edits: readonly GraphEdit[], label: string, coalesce?: string): boolean {
    const refusal: StudioErrorDetail | null = document.edit(edits, label, { coalesce })
    if (refusal) ui.reportError(refusal)
    return refusal === null
  }

  function networkOf(id: NetworkId | string): NetworkDocument | undefined {
    return document.graphOf(id)
  }

  /** The selected elements of each network, networks in their own order. */
  function byNetwork(ids: ReadonlySet<FlowId>): readonly { readonly network: NetworkDocument; readonly elements: readonly string[] }[] {
    return document.graphs
      .map((network) => ({ network, elements: [...ids].map(splitFlowId).filter((id) => id.network === network.id).map((id) => id.element) }))
      .filter(({ elements }) => elements.length > 0)
  }

  function addLayer(type: string, place?: { readonly network: NetworkId; readonly at: AdditionPlace }): boolean {
    const found = addable(type)
    const target = place ?? placeAfterSelection()
    const analysis = target && document.analysisOf(target.network)
    if (!found || !target || !analysis) return false
    const { layer, blocks } = found
    const addition = planAddition(analysis, layer, target.at, blocks)
    if (!addition.ok) {
      ui.note(addition.reason)
      return false
    }
    if (!carryOut([...found.edits, ...addition.edits], `Add ${layer.title}`)) return false
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
    const [wire] = document.selectedWires
    if (wire !== undefined && document.selectedWires.size === 1) {
      const { network, element } = splitFlowId(wire)
      return { network, at: { kind: 'on', wire: element as WireId } }
    }
    const network = canvas.networks[0]
    return network ? { network: network.id, at: { kind: 'after', node: null } } : null
  }

  /** Adds a layer at a point of the canvas, in the lane under it: joined to a port, put onto a wire, or free and centred on the point. */
  function addLayerAt(type: string, point: Point, from: LayerSearch['from'] = null, wire: FlowId | null = null): boolean {
    const owner = from?.network ?? (wire === null ? null : splitFlowId(wire).network)
    const lane = owner === null ? laneAt(canvas.geometry, point.y) : canvas.geometry.find((candidate) => candidate.network === owner)
    if (!lane) return false
    const left = from === null ? NODE_WIDTH / 2 : from.end === 'input' ? NODE_WIDTH : 0
    const position = { x: point.x - lane.origin.x - left, y: point.y - lane.origin.y - NODE_HEIGHT / 2 }
    if (wire !== null) return addLayer(type, { network: lane.network, at: { kind: 'on', wire: splitFlowId(wire).element as WireId, position } })
    return addLayer(type, { network: lane.network, at: { kind: 'at', position, ...(from === null ? {} : from.end === 'output' ? { from: from.place } : { to: from.place }) } })
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

  /** Ends a wire that was taken off its port somewhere else; back where it was, nothing changes. */
  function rewire(wire: FlowId, from: FlowId, fromPort: string, to: FlowId, toPort: string): boolean {
    const { network: id, element } = splitFlowId(wire)
    const network = networkOf(id)
    const old = network?.wires.find((candidate) => candidate.id === element)
    if (!network || !old) return false
    const start: PortPlace = { node: splitFlowId(from).element as NodeId, port: fromPort }
    const end: PortPlace = { node: splitFlowId(to).element as NodeId, port: toPort }
    if (old.from.node === start.node && old.from.port === start.port && old.to.node === end.node && old.to.port === end.port) return false
    return carryOut(
      [
        { kind: 'disconnect', network: id, wires: [old.id] },
        { kind: 'connect', network: id, wire: { id: old.id, from: start, to: end } },
      ],
      'Rewire',
    )
  }

  function disconnect(wire: FlowId): void {
    const { network, element } = splitFlowId(wire)
    carryOut([{ kind: 'disconnect', network, wires: [element as WireId] }], 'Disconnect')
  }

  /** Takes every wire off the selected nodes. */
  function disconnectSelection(): void {
    const edits = byNetwork(document.selectedNodes).flatMap(({ network, elements }): GraphEdit[] => {
      const wires = network.wires.filter((wire) => elements.includes(wire.from.node) || elements.includes(wire.to.node)).map((wire) => wire.id)
      return wires.length === 0 ? [] : [{ kind: 'disconnect', network: network.id, wires }]
    })
    if (edits.length > 0) carryOut(edits, 'Disconnect')
  }

  /** Switches the selected layers off, or on again where all of them are off. */
  function toggleBypass(): void {
    const chosen = byNetwork(document.selectedNodes).map(({ network, elements }) => ({
      network,
      nodes: network.nodes.filter((node) => elements.includes(node.id) && node.type !== 'input' && node.type !== 'output'),
    }))
    const nodes = chosen.flatMap((each) => each.nodes)
    if (nodes.length === 0) {
      if (document.selectedNodes.size > 0) ui.note('An input or an output cannot be bypassed')
      return
    }
    const bypassed = nodes.some((node) => node.bypassed !== true)
    const edits = chosen.filter((each) => each.nodes.length > 0).map(({ network, nodes: own }): GraphEdit => ({ kind: 'set-bypass', network: network.id, nodes: own.map((node) => node.id), bypassed }))
    carryOut(edits, `${bypassed ? 'Bypass' : 'Switch on'} ${nodes.length === 1 ? 'layer' : `${nodes.length} layers`}`)
  }

  function renameNode(id: FlowId, name: string): void {
    const { network, element } = splitFlowId(id)
    const old = networkOf(network)?.nodes.find((node) => node.id === element)
    if (old && (old.name ?? '') !== name.trim()) carryOut([{ kind: 'rename-node', network, node: old.id, name }], 'Rename layer')
  }

  function deleteSelection(): void {
    const nodes = byNetwork(document.selectedNodes)
    const wires = byNetwork(document.selectedWires)
    const notes = byNetwork(canvas.selectedNotes)
    const edits: GraphEdit[] = [
      ...wires.map(({ network, elements }): GraphEdit => ({ kind: 'disconnect', network: network.id, wires: elements as WireId[] })),
      ...nodes.map(({ network, elements }): GraphEdit => ({ kind: 'remove-nodes', network: network.id, nodes: elements as NodeId[] })),
      ...notes.map(({ network, elements }): GraphEdit => ({ kind: 'remove-notes', network: network.id, notes: elements.map(noteElement) as NoteId[] })),
    ]
    const count = nodes.reduce((sum, { elements }) => sum + elements.length, 0)
    const what = count > 0 ? (count === 1 ? 'layer' : `${count} layers`) : notes.length > 0 ? 'comment' : 'wire'
    if (edits.length > 0) carryOut(edits, `Delete ${what}`)
  }

  /** The selected layers go, and what entered them leads on to what they led to. */
  function dissolveSelection(): void {
    const nodes = byNetwork(document.selectedNodes)
    const edits = nodes.flatMap(({ network, elements }): GraphEdit[] => {
      const gone = new Set(elements as NodeId[])
      return [{ kind: 'remove-nodes', network: network.id, nodes: [...gone] }, ...joinAround(network, gone).map((wire): GraphEdit => ({ kind: 'connect', network: network.id, wire }))]
    })
    const count = nodes.reduce((sum, { elements }) => sum + elements.length, 0)
    if (edits.length > 0) carryOut(edits, `Delete ${count === 1 ? 'layer' : `${count} layers`} and join`)
  }

  /** Edits that place nodes, comments and frames, given by canvas coordinates. */
  function moveEdits(moves: readonly CanvasMove[]): GraphEdit[] {
    return byNetwork(new Set(moves.map((move) => move.id))).flatMap(({ network, elements }): GraphEdit[] => {
      const lane = canvas.geometry.find((candidate) => candidate.network === network.id)
      if (!lane) return []
      const places = moves
        .filter((move) => splitFlowId(move.id).network === network.id && elements.includes(splitFlowId(move.id).element))
        .map((move) => ({ id: move.id, position: { x: Math.round(move.x - lane.origin.x), y: Math.round(move.y - lane.origin.y) } }))
      const nodes = places.filter(({ id }) => !isNoteFlowId(id)).map(({ id, position }) => ({ node: splitFlowId(id).element as NodeId, position }))
      return [
        ...(nodes.length === 0 ? [] : [{ kind: 'move-nodes' as const, network: network.id, moves: nodes }]),
        ...places
          .filter(({ id }) => isNoteFlowId(id))
          .map(({ id, position }): GraphEdit => ({ kind: 'change-note', network: network.id, note: noteElement(splitFlowId(id).element) as NoteId, changes: { position } })),
      ]
    })
  }

  /** Places what was dropped; a layer dropped onto a wire is put into it. One step. */
  function moveNodes(moves: readonly CanvasMove[], onto: FlowId | null = null): void {
    const inserted = onto === null || moves[0] === undefined ? [] : insertionEdits(moves[0].id, onto, moves[0])
    const edits = [...moveEdits(moves), ...inserted]
    if (edits.length > 0) carryOut(edits, inserted.length > 0 ? 'Insert on wire' : 'Move')
  }

  /** @param at where it was let go, in canvas coordinates @param type of a layer that is not there yet */
  function insertionEdits(id: FlowId, onto: FlowId, at: Point, type?: string): readonly GraphEdit[] {
    const { network: networkId, element } = splitFlowId(onto)
    const network = networkOf(networkId)
    const origin = canvas.geometry.find((lane) => lane.network === networkId)?.origin
    const wire = network?.wires.find((candidate) => candidate.id === element)
    const node = splitFlowId(id).element as NodeId
    const layer = portsOf(type ?? network?.nodes.find((candidate) => candidate.id === node)?.type ?? '')
    return network && origin && wire && layer ? (moveOntoWire(network, wire, node, layer, { x: at.x - origin.x, y: at.y - origin.y }) ?? []) : []
  }

  /** A row of nudges within a second and a half is one step. */
  let nudgeEnds: ReturnType<typeof setTimeout> | undefined

  function nudge(x: number, y: number): void {
    const places = new Map([...canvas.nodes, ...canvas.notes].map((view) => [view.id, view]))
    const ids = [...document.selectedNodes, ...canvas.selectedNotes]
    const edits = moveEdits(ids.flatMap((id) => places.get(id) ?? []).map((view) => ({ id: view.id, x: view.x + x, y: view.y + y })))
    if (edits.length === 0) return
    carryOut(edits, 'Nudge', `nudge ${ids.join(' ')}`)
    clearTimeout(nudgeEnds)
    nudgeEnds = setTimeout(() => document.endGesture(), 1500)
  }

  /** Arranges the layers shown; a frame goes on holding what it held, and nothing comes to lie on a comment. */
  async function layout(): Promise<void> {
    const { arrangeNetwork } = await import('./arrange/arrange-network')
    const edits = canvas.networks.flatMap((network) => arrangeNetwork(network))
    if (edits.length === 0 || !carryOut(edits, 'Auto-layout')) return
    canvas.view?.fit()
  }

  /** Puts what was dragged into another network's lane there, with the wires among it; those to the rest are cut. A loose layer let go over a wire is put into it. One step. */
  function moveToLane(moves: readonly CanvasMove[], target: NetworkId, onto: FlowId | null = null): boolean {
    const [first] = moves
    const from = first && networkOf(splitFlowId(first.id).network)
    const to = networkOf(target)
    const lane = canvas.geometry.find((candidate) => candidate.network === target)
    if (!from || !to || !lane) return false
    const moved = new Map(moves.map((move) => [splitFlowId(move.id).element, { x: Math.round(move.x - lane.origin.x), y: Math.round(move.y - lane.origin.y) }]))
    const ends = from.nodes.filter((node) => moved.has(node.id) && (node.type === 'input' || node.type === 'output'))
    if (ends.length > 0) {
      ui.note('A network’s input and output stay with it: only the layers between them can go to another lane')
      return false
    }
    const nodes = from.nodes.filter((node) => moved.has(node.id))
    const notes = (from.notes ?? []).filter((note) => moved.has(`#${note.id}`))
    const places = new Map([...moved].map(([id, place]) => [id.replace(/^#/, ''), place]))
    const plan = moveToNetwork(from, to, nodes, notes, places)
    // Named before it goes: afterwards the network it came from knows it no longer.
    const what = nodes.length === 1 && notes.length === 0 ? (document.analysisOf(from.id)?.nodes.get(nodes[0]?.id ?? ('' as NodeId))?.name ?? 'The layer') : `${nodes.length + notes.length} things`
    const inserted = onto === null || plan.nodes[0] === undefined ? [] : insertionEdits(flowId(target, plan.nodes[0]), onto, first, nodes[0]?.type)
    if (!carryOut([...plan.edits, ...inserted], inserted.length > 0 ? 'Insert on wire' : `Move to ${to.name}`)) return false
    document.select(plan.nodes.map((id) => flowId(to.id, id)))
    canvas.selectNotes(plan.notes.map((id) => noteFlowId(to.id, id)))
    ui.note(`${what} moved to ${to.name}${plan.cut > 0 ? `; ${plan.cut === 1 ? '1 wire was' : `${plan.cut} wires were`} cut` : ''}. Undo takes it back.`)
    return true
  }

  function selectAll(): void {
    document.select(
      canvas.nodes.map((node) => node.id),
      canvas.wires.map((wire) => wire.id),
    )
    canvas.selectNotes(canvas.notes.map((note) => note.id))
  }

  /** Shows where the next problem is: the node at fault with its bubble, or the tab of the inspector. Errors come first. */
  function showNextProblem(): void {
    const errors = document.problems.filter((problem) => problem.severity === 'error')
    const problems = errors.length > 0 ? errors : document.problems
    const last = problems.findIndex((problem) => sameProblem(problem, canvas.shownProblem))
    const next = problems[(last + 1) % problems.length]
    if (!next) return
    showProblem(next)
  }

  /** Selects a layer and brings it into sight, whichever network or block is on show. */
  function showLayer(network: NetworkId, node: NodeId): void {
    const id = flowId(network, node)
    ui.show('design')
    if (!canvas.nodesById.has(id)) {
      canvas.shownNetwork = null
      canvas.openTrail = document.experiment?.blocks?.some((block) => block.id === network) === true ? [network] : []
    }
    document.select([id])
    void nextTick(() => canvas.view?.centreOn(id))
  }

  function showProblem(problem: Problem): void {
    canvas.shownProblem = problem
    const { network, node } = problem.place
    if (network === undefined || node === undefined) {
      document.select([])
      canvas.pickedNetwork = network === undefined ? null : (network as NetworkId)
      canvas.inspectorRequest = { tab: tabOfProblem(problem) }
      return
    }
    showLayer(network as NetworkId, node as NodeId)
    canvas.openBubble(flowId(network, node))
  }

  const tools = { carryOut, byNetwork, moveEdits }
  return {
    carryOut, addLayer, addLayerAt, connect, rewire, disconnect, disconnectSelection, toggleBypass, renameNode, deleteSelection, dissolveSelection, moveNodes, moveToLane, nudge, layout, selectAll, showNextProblem, showProblem, showLayer,
    ...useClipboardActions({ ...tools, deleteSelection }),
    ...useArrangeActions(tools),
    ...useBlockActions(tools),
    ...useNoteActions(tools),
    ...useNetworkActions(tools),
  }
}

/** Analysis makes its problems anew at every change. */
function sameProblem(a: Problem, b: Problem | null): boolean {
  return b !== null && a.code === b.code && a.title === b.title && a.place.node === b.place.node && a.place.path === b.place.path
}
