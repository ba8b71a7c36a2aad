// What is drawn of the document after an edit: at once what is in sight, the rest when the browser has time. Only its words for screen readers
// would change, and hundreds of those make the edit itself late on the screen.
import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'
import type { FlowId } from '../flow-id'

/** A busy browser catches up after so long. */
const LATEST_MS = 400

/** @param isNear of a view, true where it is drawn at once */
export function useLaterViews<View extends { readonly id: FlowId }>(
  views: () => readonly View[],
  isNear: (view: View, before: View) => boolean,
): { readonly drawn: Readonly<ShallowRef<readonly View[]>>; readonly catchUp: () => void } {
  const drawn = shallowRef(views())
  let due: number | undefined

  function catchUp(): void {
    if (due !== undefined) cancelIdleCallback(due)
    due = undefined
    drawn.value = views()
  }

  watch(views, (now) => {
    const before = drawn.value
    if (now.length !== before.length || !now.every((view, index) => view.id === before[index]?.id)) {
      catchUp()
      return
    }
    const next = now.map((view, index) => {
      const old = before[index]
      return old === undefined || old === view || isNear(view, old) ? view : old
    })
    if (next.some((view, index) => view !== before[index])) drawn.value = next
    if (next.some((view, index) => view !== now[index])) due ??= requestIdleCallback(catchUp, { timeout: LATEST_MS })
  })
  onBeforeUnmount(() => {
    if (due !== undefined) cancelIdleCallback(due)
  })
  return { drawn, catchUp }
}
