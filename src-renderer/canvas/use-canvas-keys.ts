// Keys that mean something only while the canvas has the focus: moving, choosing, zooming. All others are the commands'.
import { useExperimentStore } from '../stores/experiment-store'
import { useCanvasStore } from './canvas-store'
import type { FlowId } from './flow-id'
import { isNoteFlowId } from './notes/note-geometry'
import { useCanvasActions } from './use-canvas-actions'

const STEP = 4
const LEAP = 24

const arrows: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export function useCanvasKeys(): (event: KeyboardEvent) => void {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const actions = useCanvasActions()

  /** True where the key meant something here. */
  function handle(event: KeyboardEvent): boolean {
    const command = event.ctrlKey || event.metaKey
    if (command || event.altKey) return false
    const arrow = arrows[event.key]
    if (arrow) {
      if (document.selectedNodes.size + canvas.selectedNotes.size === 0) return false
      const length = event.shiftKey ? LEAP : STEP
      actions.nudge(arrow[0] * length, arrow[1] * length)
      return true
    }
    return handlePlain(event)
  }

  function handlePlain(event: KeyboardEvent): boolean {
    switch (event.key) {
      case '+':
      case '=':
        canvas.view?.zoomIn()
        return true
      case '-':
        canvas.view?.zoomOut()
        return true
      case 'Enter':
      case ' ':
        return (event.key === 'Enter' && !event.shiftKey && openSelected()) || selectFocused(event)
      case 'Escape':
        if (canvas.bubble) canvas.closeBubble()
        else if (canvas.openBlock && document.selectedNodes.size + document.selectedWires.size + canvas.selectedNotes.size === 0) actions.closeBlocks()
        else {
          document.select([])
          canvas.selectNotes([])
        }
        return true
      default:
        return false
    }
  }

  /** Enter on a selected block opens it. */
  function openSelected(): boolean {
    const [id] = document.selectedNodes
    return id !== undefined && document.selectedNodes.size === 1 && actions.openUse(id)
  }

  /** Enter or Space on the focused node or wire selects it; with Shift it joins the selection. */
  function selectFocused(event: KeyboardEvent): boolean {
    const { target } = event
    if (!(target instanceof Element) || !target.matches('.node, .vue-flow__node, .wire-hit')) return false
    const element = target.closest('.vue-flow__node, .wire-group')
    if (!element) return false
    const id = element.getAttribute('data-id') as FlowId | null
    if (!id) return false
    const isNode = element.classList.contains('vue-flow__node')
    const nodes = event.shiftKey ? [...document.selectedNodes] : []
    const wires = event.shiftKey ? [...document.selectedWires] : []
    const note = isNode && isNoteFlowId(id)
    document.select(isNode && !note ? [...nodes, id] : nodes, isNode ? wires : [...wires, id])
    const notes = event.shiftKey ? [...canvas.selectedNotes] : []
    canvas.selectNotes(note ? [...notes, id] : notes)
    return true
  }

  return (event) => {
    const target = event.target
    if (event.defaultPrevented || target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return
    // Buttons on the canvas keep their own Enter and Space.
    if (target instanceof HTMLButtonElement && (event.key === 'Enter' || event.key === ' ')) return
    if (!handle(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
}
