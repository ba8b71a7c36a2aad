// Dragging layers, comments and frames: what a frame holds goes along, edges snap to those of what stands still, and a layer
// without wires may be let go over a wire. With Alt all stays where it is and copies are let go; Ctrl keeps off the lines.
// All that depends on the number of nodes is worked out once, when a drag begins.
import { useVueFlow, type NodeDragEvent } from '@vue-flow/core'
import type { NetworkId } from '@shared/graph/network'
import { useExperimentStore } from '../../stores/experiment-store'
import { useCanvasStore } from '../canvas-store'
import { splitFlowId, type FlowId } from '../flow-id'
import { NODE_HEIGHT, union, type Rectangle } from '@shared/graph/lane-geometry'
import { nearestWire } from '../wires/nearest-wire'
import { heldBy, isNoteFlowId, nodeBox } from '../notes/note-geometry'
import { snapBox, snapLines, type SnapLines } from './snap-drag'
import { useCanvasActions } from '../use-canvas-actions'
import type { Point } from '@shared/graph/wire-path'
import { CANVAS_ID } from '../use-flow-sync'

/** On the screen, so that it feels alike at every zoom. */
const SNAP_REACH = 6
/** A wire takes in a layer that it passes under, whatever part of it the pointer holds. */
const WIRE_REACH = NODE_HEIGHT / 2

type Box = Rectangle & { readonly id: FlowId; readonly kind?: string }

interface Drag {
  /** What the pointer holds, as it lay before. */
  readonly held: readonly Box[]
  /** What frames carry along. */
  readonly carried: readonly Box[]
  readonly bounds: Rectangle
  readonly lines: SnapLines
  /** The layer that a wire may take in: alone, with an input and an output; `free` where no wire has it yet. */
  readonly single: { readonly box: Box; readonly free: boolean } | null
  /** How far the pointer had gone when the drag was taken for one; Vue Flow leaves it out. */
  readonly behind: Point
  by: Point
  /** Copies are what is dragged. */
  copying: boolean
}

export function useCanvasDrag(draw: () => void) {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const actions = useCanvasActions()
  const flow = useVueFlow(CANVAS_ID)
  let drag: Drag | null = null
  let pressed: Point | null = null

  function onPress({ clientX, clientY }: PointerEvent): void {
    pressed = flow.screenToFlowCoordinate({ x: clientX, y: clientY })
  }

  function onDragStart({ event, nodes }: NodeDragEvent): void {
    const all: readonly Box[] = [...canvas.nodes.map(nodeBox), ...canvas.notes]
    const ids = new Set<string>(nodes.map((node) => node.id))
    const held = all.filter((box) => ids.has(box.id))
    const rest = all.filter((box) => !ids.has(box.id))
    const carried = [...new Set(held.filter((box) => box.kind === 'frame').flatMap((frame) => heldBy(frame, rest)))]
    const moving = new Set<string>([...ids, ...carried.map((box) => box.id)])
    const networks = new Set(held.map((box) => splitFlowId(box.id).network))
    const standing = rest.filter((box) => !moving.has(box.id) && networks.has(splitFlowId(box.id).network))
    drag = { held, carried, bounds: union(held), lines: snapLines(standing), single: singleLayer(held), behind: behind(event), by: { x: 0, y: 0 }, copying: false }
  }

  function behind(event: NodeDragEvent['event']): Point {
    if (pressed === null || !(event instanceof MouseEvent)) return { x: 0, y: 0 }
    const now = flow.screenToFlowCoordinate({ x: event.clientX, y: event.clientY })
    return { x: now.x - pressed.x, y: now.y - pressed.y }
  }

  /** The lane of another network that what is dragged would be let go in. */
  function laneUnder({ held, bounds, by }: Drag): NetworkId | null {
    const networks = new Set(held.map((box) => splitFlowId(box.id).network))
    if (networks.size !== 1) return null
    const y = bounds.y + by.y + bounds.height / 2
    const lane = canvas.geometry.find((candidate) => y >= candidate.y && y <= candidate.y + candidate.height)
    return lane && !networks.has(lane.network) ? lane.network : null
  }

  function singleLayer(held: readonly Box[]): Drag['single'] {
    const [box] = held
    if (box === undefined || held.length > 1 || isNoteFlowId(box.id)) return null
    const view = canvas.nodesById.get(box.id)
    const wired = canvas.wires.some((wire) => wire.from === box.id || wire.to === box.id)
    return view && view.inputs.length > 0 && view.outputs.length > 0 ? { box, free: !wired } : null
  }

  function onDrag({ event, nodes }: NodeDragEvent): void {
    const [first] = nodes
    const start = drag?.held.find((box) => box.id === first?.id)
    if (!drag || !first || !start) return
    const raw = { x: first.position.x - start.x + drag.behind.x, y: first.position.y - start.y + drag.behind.y }
    const { zoom } = flow.viewport.value
    drag.copying = event.altKey
    const free = !canvas.snapping || event.ctrlKey || event.metaKey
    const snap = free ? null : snapBox(drag.lines, { ...drag.bounds, x: drag.bounds.x + raw.x, y: drag.bounds.y + raw.y }, SNAP_REACH / zoom)
    drag.by = { x: raw.x + (snap?.dx ?? 0), y: raw.y + (snap?.dy ?? 0) }
    const moved = new Map<FlowId, Point>()
    for (const box of [...drag.held, ...drag.carried]) {
      const node = flow.findNode(box.id)
      const place = { x: box.x + drag.by.x, y: box.y + drag.by.y }
      if (node) node.position = drag.copying ? { x: box.x, y: box.y } : place
      moved.set(box.id, place)
    }
    canvas.moved = drag.copying ? null : moved
    canvas.copies = drag.copying ? [...drag.held, ...drag.carried].map((box) => ({ ...box, ...moved.get(box.id) })) : []
    showGuides(snap?.x ?? null, snap?.y ?? null)
    canvas.laneUnderDrag = laneUnder(drag)
    canvas.wireUnderDrag = drag.single && (drag.single.free || drag.copying) ? wireUnder(drag.single.box, drag.by, WIRE_REACH) : null
  }

  /** In the lane it would be let go in. */
  function wireUnder(box: Box, by: { readonly x: number; readonly y: number }, reach: number): FlowId | null {
    const middle = { x: box.x + by.x + box.width / 2, y: box.y + by.y + box.height / 2 }
    const network = canvas.laneUnderDrag ?? splitFlowId(box.id).network
    return nearestWire(canvas.wires, canvas.nodesById, middle, reach, (wire) => splitFlowId(wire.id).network !== network)?.id ?? null
  }

  function showGuides(x: number | null, y: number | null): void {
    if (canvas.guides.x !== x || canvas.guides.y !== y) canvas.guides = { x, y }
  }

  function onDragStop(): void {
    if (!drag) return
    const { held, carried, by, copying } = drag
    const onto = canvas.wireUnderDrag
    const lane = canvas.laneUnderDrag
    drag = null
    canvas.moved = null
    canvas.copies = []
    canvas.laneUnderDrag = null
    showGuides(null, null)
    canvas.wireUnderDrag = null
    if (by.x === 0 && by.y === 0) return
    document.endGesture()
    const moves = [...held, ...carried].map((box) => ({ id: box.id, x: box.x + by.x, y: box.y + by.y }))
    if (copying) actions.duplicateTo(new Set(moves.map(({ id }) => id)), by, { lane, onto })
    else if (lane === null) actions.moveNodes(moves, onto)
    else actions.moveToLane(moves, lane, onto)
    draw()
  }

  return { onPress, onDragStart, onDrag, onDragStop }
}
