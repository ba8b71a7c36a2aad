// Keeps Vue Flow and the document in step: the document decides what is drawn and where, Vue Flow reports what is
// dragged and picked. One way each, so that neither overwrites the other. Wires are drawn by ourselves (wire-layer.vue).
import { markRaw, onBeforeUnmount, watch } from 'vue'
import { useVueFlow, type GraphNode, type Node } from '@vue-flow/core'
import { useExperimentStore } from '../stores/experiment-store'
import { useCanvasStore } from './canvas-store'
import type { FlowId } from './flow-id'
import { NODE_HEIGHT, NODE_WIDTH, overlaps } from '@shared/graph/lane-geometry'
import type { Problem } from '@shared/problem'
import { isNoteFlowId, type NoteView } from './notes/note-geometry'
import { OVERVIEW_ZOOM } from './layers/choose-detail'
import { sameFace, type NodeView } from './layers/node-view'
import { flowNode, shownNode, type ShownNode } from './layers/shown-node'
import { useLaterViews } from './layers/use-later-views'

export const CANVAS_ID = 'design-canvas'

/** One and the same, so that a layer without problems is not drawn again. */
const NONE: readonly Problem[] = []

/** Of layers that are new, so many are mounted at once, and of a large document so many a frame after those in sight. */
const AT_ONCE = 120
const A_FRAME = 40

export interface FlowSync {
  /** Draws the document again, after a drag that was refused. */
  readonly draw: () => void
  readonly shown: ReadonlyMap<FlowId, ShownNode>
  /** Mounts these now, ahead of their turn. */
  readonly mount: (ids: readonly FlowId[]) => void
}

/** Call in the canvas component's setup. */
export function useFlowSync(): FlowSync {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const flow = useVueFlow(CANVAS_ID)
  const shown = new Map<FlowId, ShownNode>()
  const { drawn: nodes, catchUp } = useLaterViews(() => canvas.nodes, (now, old) => isSeen(now) || now.x !== old.x || now.y !== old.y)
  function isSeen({ x, y }: NodeView): boolean {
    const { x: left, y: top, zoom } = flow.viewport.value
    const { width, height } = flow.dimensions.value
    return overlaps({ x: -left / zoom, y: -top / zoom, width: width / zoom, height: height / zoom }, { x, y, width: NODE_WIDTH, height: NODE_HEIGHT })
  }

  /** What Vue Flow was handed last, in its order. */
  let last: readonly { readonly id: FlowId; readonly x: number; readonly y: number }[] = []
  const mounted = new Set<FlowId>()
  let due: number | undefined

  /** Draws everything anew; needed when nodes come or go, or lie elsewhere than the document says. */
  function draw(): void {
    catchUp()
    const there = new Set(canvas.nodes.map(({ id }) => id))
    for (const id of shown.keys()) {
      if (there.has(id)) continue
      shown.delete(id)
      mounted.delete(id)
    }
    canvas.nodes.forEach(place)
    const fresh = canvas.nodes.filter(({ id }) => !mounted.has(id))
    if (fresh.length <= AT_ONCE) for (const { id } of fresh) mounted.add(id)
    last = [...canvas.notes, ...canvas.nodes]
    handOver()
  }

  /** To Vue Flow, and if that is not all of them, more with each frame. Vue Flow looks every node over that it is handed: only new ones are. */
  function handOver(): void {
    const views = [...canvas.notes, ...canvas.nodes.filter(({ id }) => mounted.has(id))]
    const fresh = views.filter(({ id }) => flow.findNode(id) === undefined).map(flowElement)
    if (flow.nodes.value.length === 0) flow.setNodes(fresh)
    else if (fresh.length > 0) flow.addNodes(fresh)
    flow.nodes.value = views.flatMap((view) => drawn(view) ?? [])
    drawSelection()
    canvas.mounted = mounted.size < canvas.nodes.length ? new Set(mounted) : null
    if (canvas.mounted) due ??= requestAnimationFrame(mountMore)
  }

  /** What Vue Flow has of it, as the document has it. */
  function drawn(view: NodeView | NoteView): GraphNode | undefined {
    const node = flow.findNode(view.id)
    if (!node) return undefined
    if ('kind' in view) drawNote(node, view)
    else drawLayer(node, view)
    if (node.position.x !== view.x || node.position.y !== view.y) node.position = { x: view.x, y: view.y }
    return node
  }

  function drawLayer(node: GraphNode, view: NodeView): void {
    const layer = place(view)
    if (node.data !== layer) node.data = layer
    const ports = node.handleBounds.target?.map((port) => port.id) ?? []
    if (ports.length !== view.inputs.length || view.inputs.some((port, index) => port.id !== ports[index])) node.handleBounds = flowNode(layer).handleBounds
  }

  function flowElement(view: NodeView | NoteView): Node {
    return 'kind' in view ? flowNote(view) : flowNode(place(view))
  }

  function mountMore(): void {
    due = undefined
    mount(canvas.nodes.filter(({ id }) => !mounted.has(id)).slice(0, A_FRAME).map(({ id }) => id))
  }

  function mount(ids: readonly FlowId[]): void {
    const fresh = ids.filter((id) => shown.has(id) && !mounted.has(id))
    for (const id of fresh) mounted.add(id)
    if (fresh.length > 0) handOver()
  }

  function place(view: NodeView): ShownNode {
    const known = shown.get(view.id)
    if (known === undefined) {
      const fresh = shownNode(view, { problems: problemsOf(view.id), overview: flow.viewport.value.zoom < OVERVIEW_ZOOM })
      shown.set(view.id, fresh)
      return fresh
    }
    if (!sameFace(known.view.value, view)) known.view.value = view
    known.figures.value = view
    return known
  }

  function problemsOf(id: FlowId): readonly Problem[] {
    return canvas.problemsByNode.get(id) ?? NONE
  }

  /** While one types, the same nodes stay: only what changed is touched. */
  function drawChanges(): void {
    const views = [...canvas.notes, ...nodes.value]
    if (last.length !== views.length || !views.every((view, index) => last[index]?.id === view.id)) {
      draw()
      return
    }
    views.forEach((view, index) => {
      const before = last[index]
      if (before === view) return
      if ('kind' in view || before?.x !== view.x || before.y !== view.y) drawn(view)
      else place(view)
    })
    last = views
  }

  function drawNote(node: GraphNode, view: NoteView): void {
    if (node.data === view) return
    node.data = markRaw(view)
    node.ariaLabel = view.label
  }

  function drawSelection(): void {
    for (const node of flow.nodes.value) {
      const selected = isSelected(node.id as FlowId)
      if (node.selected !== selected) node.selected = selected
    }
  }

  function isSelected(id: FlowId): boolean {
    return (isNoteFlowId(id) ? canvas.selectedNotes : document.selectedNodes).has(id)
  }

  /** Picked on the canvas: a box takes the wires of what lies in it along, a plain click lets go of all wires. */
  function takeSelection(picked: readonly FlowId[]): void {
    const drawnSelection = [...document.selectedNodes, ...canvas.selectedNotes].filter((id) => flow.findNode(id) !== undefined)
    if (picked.length === drawnSelection.length && picked.every(isSelected)) return
    const nodes = new Set(picked.filter((id) => !isNoteFlowId(id)))
    const touching = (): readonly FlowId[] => canvas.wires.filter((wire) => nodes.has(wire.from) || nodes.has(wire.to)).map((wire) => wire.id)
    document.select(nodes, flow.userSelectionActive.value ? touching() : flow.multiSelectionActive.value ? document.selectedWires : [])
    canvas.selectNotes(picked.filter(isNoteFlowId))
  }

  watch([nodes, () => canvas.notes], drawChanges, { immediate: true })
  watch([() => document.selectedNodes, () => canvas.selectedNotes], drawSelection)
  watch(
    () => canvas.problemsByNode,
    () => shown.forEach((layer, id) => (layer.problems.value = problemsOf(id))),
  )
  watch(
    () => flow.nodes.value.filter((node) => node.selected).map((node) => node.id).join(' '),
    (picked) => takeSelection(picked.split(' ').filter((id): id is FlowId => id.includes('/'))),
  )
  onBeforeUnmount(() => {
    if (due !== undefined) cancelAnimationFrame(due)
    canvas.mounted = null
  })
  return { draw, shown, mount }
}

function flowNote(view: NoteView): Node {
  return { id: view.id, type: 'note', position: { x: view.x, y: view.y }, data: markRaw(view), ariaLabel: view.label, class: view.kind, connectable: false }
}
