// Keeps Vue Flow and the document in step: the document decides what is drawn and where, Vue Flow reports what is
// dragged and picked. One way each, so that neither overwrites the other.
import { markRaw, shallowRef, watch, type ShallowRef } from 'vue'
import { useVueFlow, type Edge, type Node } from '@vue-flow/core'
import { useExperimentStore } from '../stores/experiment-store'
import { useCanvasStore } from './canvas-store'
import type { FlowId } from './flow-id'
import { isNoteFlowId, type NoteView } from './note-geometry'
import type { NodeView, WireView } from './node-view'

export const CANVAS_ID = 'design-canvas'

/** A wire's own path has its name and the focus; the group that Vue Flow puts around it is nothing by itself. */
const PLAIN = { role: 'presentation', 'aria-roledescription': undefined } as const

/**
 * What Vue Flow carries for a wire: a place whose content changes, not the content. Our own component reads it, so that an edit draws that
 * again and not Vue Flow's around it as well. (A node's wrapper has the words for screen readers and changes with them.)
 */
export interface ShownWire {
  readonly view: ShallowRef<WireView>
}

/** Call in the canvas component's setup. Returns a way to draw the document again, after a drag that was refused. */
export function useFlowSync(): () => void {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const flow = useVueFlow(CANVAS_ID)

  /** Draws everything anew; needed when nodes or wires come or go, or lie elsewhere than the document says. */
  function draw(): void {
    flow.setNodes([...canvas.notes.map(flowNote), ...canvas.nodes.map(flowNode)])
    flow.setEdges(drawable().map(flowEdge))
    drawSelection()
  }

  /** A wire to a lost layer cannot be drawn; its problem is told by the analysis. */
  function drawable(): readonly WireView[] {
    return canvas.wires.filter((view) => canvas.nodesById.has(view.from) && canvas.nodesById.has(view.to))
  }

  /** While one types, the same nodes and wires stay: only what changed is touched. */
  function drawChanges(): void {
    const wires = drawable()
    const views = [...canvas.notes, ...canvas.nodes]
    const same =
      sameIds(flow.nodes.value, views) && sameIds(flow.edges.value, wires) && wires.every((view, index) => sameEnds(flow.edges.value[index], view))
    if (!same) {
      draw()
      return
    }
    views.forEach((view, index) => {
      const node = flow.nodes.value[index]
      if (!node || node.data === view) return
      node.data = markRaw(view)
      node.ariaLabel = view.label
      if (node.position.x !== view.x || node.position.y !== view.y) node.position = { x: view.x, y: view.y }
    })
    wires.forEach((view, index) => {
      const shown = flow.edges.value[index]?.data as ShownWire | undefined
      if (shown) shown.view.value = view
    })
  }

  function drawSelection(): void {
    for (const node of flow.nodes.value) {
      const selected = (isNoteFlowId(node.id) ? canvas.selectedNotes : document.selectedNodes).has(node.id as FlowId)
      if (node.selected !== selected) node.selected = selected
    }
    for (const edge of flow.edges.value) {
      const selected = document.selectedWires.has(edge.id as FlowId)
      if (edge.selected !== selected) edge.selected = selected
    }
  }

  watch([() => canvas.nodes, () => canvas.notes, () => canvas.wires], drawChanges, { immediate: true })
  watch([() => document.selectedNodes, () => document.selectedWires, () => canvas.selectedNotes], drawSelection)
  watch(
    () => [flow.nodes.value.filter((node) => node.selected).map((node) => node.id).join(' '), flow.edges.value.filter((edge) => edge.selected).map((edge) => edge.id).join(' ')],
    ([nodes, wires]) => {
      document.select(
        ids(nodes).filter((id) => !isNoteFlowId(id)),
        ids(wires),
      )
      canvas.selectNotes(ids(nodes).filter(isNoteFlowId))
    },
  )
  return draw
}

function sameIds(drawn: readonly { readonly id: string }[], views: readonly { readonly id: string }[]): boolean {
  return drawn.length === views.length && views.every((view, index) => drawn[index]?.id === view.id)
}

function sameEnds(edge: Edge | undefined, view: WireView): boolean {
  return edge?.source === view.from && edge.sourceHandle === view.fromPort && edge.target === view.to && edge.targetHandle === view.toPort
}

function ids(joined: string | undefined): FlowId[] {
  return (joined ?? '').split(' ').filter((id): id is FlowId => id.includes('/'))
}

function flowNode(view: NodeView): Node {
  return { id: view.id, type: 'layer', position: { x: view.x, y: view.y }, data: markRaw(view), ariaLabel: view.label }
}

function flowNote(view: NoteView): Node {
  return { id: view.id, type: 'note', position: { x: view.x, y: view.y }, data: markRaw(view), ariaLabel: view.label, class: view.kind, connectable: false }
}

function flowEdge(view: WireView): Edge {
  return {
    id: view.id,
    type: 'wire',
    source: view.from,
    sourceHandle: view.fromPort,
    target: view.to,
    targetHandle: view.toPort,
    data: markRaw<ShownWire>({ view: shallowRef(view) }),
    ariaLabel: null,
    domAttributes: PLAIN,
  }
}
