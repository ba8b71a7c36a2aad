// Taking a wire by its end: pressing on a wired input port, or dragging the wire itself, loosens the nearer end, which then
// follows the pointer as a wire being drawn does. Let go on another port it is rewired, on empty canvas taken off.
import { nextTick } from 'vue'
import { useVueFlow } from '@vue-flow/core'
import { useCanvasStore, type PickedWire } from '../canvas-store'
import type { FlowId } from '../flow-id'
import { portPoint } from './nearest-wire'
import type { WireView } from '../layers/node-view'
import { CANVAS_ID } from '../use-flow-sync'

/** On the screen; a press that moves less is a click, which selects. */
const DRAG_THRESHOLD = 4

export function useWirePickup(): (event: MouseEvent) => void {
  const canvas = useCanvasStore()
  const flow = useVueFlow(CANVAS_ID)

  /** Starts Vue Flow's own connection from the end that stays. */
  function pickUp(wire: WireView, end: PickedWire['end'], event: MouseEvent): void {
    const [node, port, side] = end === 'target' ? ([wire.from, wire.fromPort, 'source'] as const) : ([wire.to, wire.toPort, 'target'] as const)
    const handle = document.querySelector(`.vue-flow__handle.${side}[data-nodeid="${CSS.escape(node)}"][data-handleid="${CSS.escape(port)}"]`)
    if (!handle) return
    canvas.picked = { wire: wire.id, end }
    const at = { button: 0, clientX: event.clientX, clientY: event.clientY, cancelable: true }
    handle.dispatchEvent(new MouseEvent('mousedown', at))
    // The wire follows at once, not only with the next move of the pointer.
    void nextTick(() => document.dispatchEvent(new MouseEvent('mousemove', at)))
  }

  function onPort(event: MouseEvent, handle: Element): boolean {
    const node = handle.getAttribute('data-nodeid')
    const port = handle.getAttribute('data-handleid')
    const wire = canvas.wires.find((candidate) => candidate.to === node && candidate.toPort === port)
    if (wire === undefined || event.altKey) return false
    pickUp(wire, 'target', event)
    return true
  }

  function onWire(event: MouseEvent, id: string | null): void {
    const wire = canvas.wires.find((candidate) => candidate.id === (id as FlowId | null))
    const from = wire && canvas.nodesById.get(wire.from)
    const to = wire && canvas.nodesById.get(wire.to)
    if (!wire || !from || !to) return
    const point = flow.screenToFlowCoordinate({ x: event.clientX, y: event.clientY })
    const [start, finish] = [portPoint(from, wire.fromPort, 'output'), portPoint(to, wire.toPort, 'input')]
    const end = Math.hypot(point.x - start.x, point.y - start.y) < Math.hypot(point.x - finish.x, point.y - finish.y) ? 'source' : 'target'
    const letGo = (): void => {
      document.removeEventListener('mousemove', onMove)
      document.removeEventListener('mouseup', letGo)
    }
    const onMove = (move: MouseEvent): void => {
      if (Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) < DRAG_THRESHOLD) return
      letGo()
      pickUp(wire, end, move)
    }
    document.addEventListener('mousemove', onMove)
    document.addEventListener('mouseup', letGo)
  }

  return (event) => {
    if (event.button !== 0 || !event.isTrusted || !(event.target instanceof Element)) return
    const handle = event.target.closest('.vue-flow__handle.target')
    if (handle) {
      if (!onPort(event, handle)) return
      event.stopPropagation()
      event.preventDefault()
    } else if (event.target.matches('.wire-hit')) {
      onWire(event, event.target.closest('.wire-group')?.getAttribute('data-id') ?? null)
    }
  }
}
