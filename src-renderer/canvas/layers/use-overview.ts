// Layers as blocks of colour from so far away that no text can be read: some a frame, because to draw hundreds anew in one makes a zoom stutter.
import { onBeforeUnmount, watch } from 'vue'
import type { FlowId } from '../flow-id'
import type { CanvasMotion } from '../view/use-canvas-motion'
import type { ShownNode } from './shown-node'

const A_FRAME = 40

/** Call in the canvas component's setup. */
export function useOverview(shown: ReadonlyMap<FlowId, ShownNode>, { overview }: Pick<CanvasMotion, 'overview'>): void {
  let due: number | undefined

  function carryOn(): void {
    due = undefined
    const left = [...shown.values()].filter((layer) => layer.overview.value !== overview.value)
    for (const layer of left.slice(0, A_FRAME)) layer.overview.value = overview.value
    if (left.length > A_FRAME) due = requestAnimationFrame(carryOn)
  }

  watch(overview, () => {
    if (due === undefined) carryOn()
  })
  onBeforeUnmount(() => {
    if (due !== undefined) cancelAnimationFrame(due)
  })
}
