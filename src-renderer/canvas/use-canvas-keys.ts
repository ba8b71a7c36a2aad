// Shortcuts that hold while the canvas has the focus. Those of the whole window (undo, save, train) are the shell's.
import { useExperimentStore } from '../stores/experiment-store'
import { useCanvasStore } from './canvas-store'
import type { FlowId } from './flow-id'
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
    if (command && !event.shiftKey && !event.altKey) return handleCommand(event.key.toLowerCase())
    if (command || event.altKey) return false
    const arrow = arrows[event.key]
    if (arrow) {
      if (document.selectedNodes.size === 0) return false
      const length = event.shiftKey ? LEAP : STEP
      actions.nudge(arrow[0] * length, arrow[1] * length)
      return true
    }
    return handlePlain(event)
  }

  function handleCommand(key: string): boolean {
    const meaning: Readonly<Record<string, () => void>> = { a: actions.selectAll, c: actions.copy, x: actions.cut, v: actions.paste, d: actions.duplicate }
    const act = meaning[key]
    act?.()
    return act !== undefined
  }

  function handlePlain(event: KeyboardEvent): boolean {
    switch (event.key) {
      case 'Delete':
      case 'Backspace':
        actions.deleteSelection()
        return true
      case '.':
        canvas.view?.fit()
        return true
      case '+':
      case '=':
        canvas.view?.zoomIn()
        return true
      case '-':
        canvas.view?.zoomOut()
        return true
      case 'l':
      case 'L':
        actions.layout()
        return true
      case 'F2':
        if (document.selectedNodes.size === 1) canvas.renameRequests++
        return true
      case 'Enter':
      case ' ':
        return selectFocused(event)
      case 'Escape':
        if (canvas.bubble) canvas.closeBubble()
        else document.select([])
        return true
      default:
        return false
    }
  }

  /** Enter or Space on the focused node or wire selects it; with Shift it joins the selection. */
  function selectFocused(event: KeyboardEvent): boolean {
    const { target } = event
    if (!(target instanceof Element) || !target.matches('.vue-flow__node, .wire-hit')) return false
    const element = target.closest('.vue-flow__node, .vue-flow__edge')
    if (!element) return false
    const id = element.getAttribute('data-id') as FlowId | null
    if (!id) return false
    const isNode = element.classList.contains('vue-flow__node')
    const nodes = event.shiftKey ? [...document.selectedNodes] : []
    const wires = event.shiftKey ? [...document.selectedWires] : []
    document.select(isNode ? [...nodes, id] : nodes, isNode ? wires : [...wires, id])
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
