// Draws in full the layers that chooseDetail wants so, and as blocks with their names the others: a few a frame, the nearest to the middle
// first, so that no frame waits for many. What the pointer or the keyboard comes to is filled at once.
import { onBeforeUnmount, watch } from 'vue'
import { useVueFlow } from '@vue-flow/core'
import { useCanvasStore } from '../canvas-store'
import { chooseDetail } from './choose-detail'
import type { FlowId } from '../flow-id'
import { NODE_HEIGHT, NODE_WIDTH, overlaps, type Rectangle } from '@shared/graph/lane-geometry'
import type { CanvasMotion } from '../view/use-canvas-motion'
import { CANVAS_ID, type FlowSync } from '../use-flow-sync'

/** Of each frame, so that what else it has to do finds time. */
const SLICE_MS = 5
/** On the screen: of a wire being drawn, how near it comes to a layer before its ports are there to take it. */
const PORT_REACH = 80

export interface Detail {
  /** Fills all that is in sight now, before it is painted for the first time. */
  readonly fillNow: () => void
  /** Fills a layer that is about to be used, and those that its wires come from: a wire is taken off by the end that stays. */
  readonly approach: (id: FlowId) => void
}

export function useDetail({ shown, mount }: FlowSync, visible: () => Rectangle, motion: CanvasMotion): Detail {
  const canvas = useCanvasStore()
  const flow = useVueFlow(CANVAS_ID)
  /** What was come to last. */
  let approached: ReadonlySet<FlowId> = new Set()
  let due: number | undefined

  function carryOn(forMs: number): void {
    due = undefined
    if (flow.dimensions.value.width === 0 || motion.zooming.value) return
    const { fill, empty } = chooseDetail(canvas.nodes, { isFull, visible: visible(), zoom: flow.viewport.value.zoom })
    const work = [...fill.map((id) => ({ id, full: true })), ...empty.filter((id) => !isInUse(id)).map((id) => ({ id, full: false }))]
    const until = performance.now() + forMs
    if (forMs === Infinity) mountWithWires(fill)
    let done = 0
    for (const { id, full } of work) {
      if (performance.now() > until) break
      set(id, full)
      done += 1
    }
    if (done > 0) tell()
    if (done < work.length) later()
  }

  /** A wire is drawn once both its ends are there. */
  function mountWithWires(ids: readonly FlowId[]): void {
    const chosen = new Set(ids)
    mount([...chosen, ...canvas.wires.flatMap((wire) => (chosen.has(wire.from) ? [wire.to] : chosen.has(wire.to) ? [wire.from] : []))])
  }

  function later(): void {
    due ??= requestAnimationFrame(() => carryOn(SLICE_MS))
  }

  function isFull(id: FlowId): boolean {
    return shown.get(id)?.full.value === true
  }

  function isInUse(id: FlowId): boolean {
    return approached.has(id) || document.querySelector(`.vue-flow__node[data-id="${CSS.escape(id)}"]`)?.matches(':hover, :focus-within') === true
  }

  function set(id: FlowId, full: boolean): void {
    const place = shown.get(id)
    if (place) place.full.value = full
  }

  /** Wires show their shapes beside what is drawn in full. */
  function tell(): void {
    canvas.inFull = new Set([...shown.keys()].filter(isFull))
  }

  function fill(ids: readonly FlowId[]): void {
    const brief = ids.filter((id) => !isFull(id))
    for (const id of brief) set(id, true)
    if (brief.length > 0) tell()
  }

  function approach(id: FlowId): void {
    const sources = canvas.wires.filter((wire) => wire.to === id).map((wire) => wire.from)
    approached = new Set([id, ...sources])
    fill([...approached])
  }

  watch([visible, () => canvas.nodes, motion.zooming, () => flow.dimensions.value.width > 0], later, { immediate: true })
  watch(flow.connectionPosition, ({ x, y }) => {
    if (canvas.connection === null) return
    const { x: left, y: top, zoom } = flow.viewport.value
    const reach = PORT_REACH / zoom
    const near = { x: (x - left) / zoom - reach, y: (y - top) / zoom - reach, width: 2 * reach, height: 2 * reach }
    fill(canvas.nodes.filter((node) => overlaps(near, { ...node, width: NODE_WIDTH, height: NODE_HEIGHT })).map((node) => node.id))
  })
  onBeforeUnmount(() => {
    if (due !== undefined) cancelAnimationFrame(due)
    canvas.inFull = new Set()
  })
  return { fillNow: () => carryOn(Infinity), approach }
}
