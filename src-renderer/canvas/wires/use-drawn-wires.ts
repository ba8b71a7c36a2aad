// The wires that are drawn and where they run: as the document has them, between layers as they lie now, dragged or not. A wire whose ends
// stay where they are stays the same object, so that an edit of settings draws none again.
import { computed, type ComputedRef } from 'vue'
import { wirePath, type WirePath } from '@shared/graph/wire-path'
import { useCanvasStore } from '../canvas-store'
import type { FlowId } from '../flow-id'
import type { NodeView, WireView } from '../layers/node-view'
import { useLaterViews } from '../layers/use-later-views'
import { portPoint } from './nearest-wire'

export interface DrawnWire {
  readonly view: WireView
  readonly line: WirePath
}

interface Known extends DrawnWire {
  readonly from: NodeView
  readonly to: NodeView
}

/** Call in setup. */
export function useDrawnWires(): ComputedRef<readonly DrawnWire[]> {
  const canvas = useCanvasStore()
  /** Where a wire runs and how it fares changes at once; its shape and its name, which says it too, follow. */
  const { drawn } = useLaterViews(() => canvas.wires, (now, old) => now.state !== old.state || now.from !== old.from || now.fromPort !== old.fromPort || now.to !== old.to || now.toPort !== old.toPort)

  function end(id: FlowId): NodeView | undefined {
    const node = canvas.nodesById.get(id)
    const moved = canvas.moved?.get(id)
    return node && moved ? { ...node, ...moved } : node
  }

  /** None for a wire to a lost layer, which cannot be drawn; its problem is told by the analysis. */
  function draw(view: WireView, before: Known | undefined): readonly Known[] {
    if (canvas.mounted && !(canvas.mounted.has(view.from) && canvas.mounted.has(view.to))) return []
    const from = end(view.from)
    const to = end(view.to)
    if (!from || !to) return []
    if (before?.view === view && sameEnd(before.from, from) && sameEnd(before.to, to)) return [before]
    return [{ view, from, to, line: wirePath(portPoint(from, view.fromPort, 'output'), portPoint(to, view.toPort, 'input')) }]
  }

  return computed<readonly Known[]>((previous = []) => {
    const before = new Map(previous.map((wire) => [wire.view.id, wire]))
    const now = drawn.value.flatMap((view) => draw(view, before.get(view.id)))
    return now.length === previous.length && now.every((wire, index) => wire === previous[index]) ? previous : now
  })
}

function sameEnd(a: NodeView, b: NodeView): boolean {
  return a === b || (a.x === b.x && a.y === b.y && a.inputs === b.inputs && a.outputs === b.outputs)
}
