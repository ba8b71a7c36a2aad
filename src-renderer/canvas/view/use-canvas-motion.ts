// Whether the canvas is being moved, and the zoom that its looks go by. While it is zoomed they stay as they were: changing them draws
// everything in sight anew, in the midst of a movement that should be smooth.
import { computed, onBeforeUnmount, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useVueFlow } from '@vue-flow/core'
import { OVERVIEW_ZOOM } from '../layers/choose-detail'
import { CANVAS_ID } from '../use-flow-sync'

/** A wheel that turned no more for so long has stopped; longer than what Vue Flow itself waits. */
const WHEEL_RESTS_MS = 250
const PRESS_ENDS = ['pointerup', 'pointercancel'] as const

export interface CanvasMotion {
  /**
   * True while the canvas is moved at one zoom: what is drawn is then kept as a picture and moved whole. Not while it is zoomed: the picture
   * would have to be made as large as at 100 %.
   */
  readonly panning: Ref<boolean>
  readonly zooming: Ref<boolean>
  /** The zoom as it was when the canvas last rested. */
  readonly restingZoom: Readonly<Ref<number>>
  /** Followed while it is zoomed too, some layers a frame: blocks without text are painted faster, and to hide text lays nothing out anew. */
  readonly overview: ComputedRef<boolean>
}

export function useCanvasMotion(): CanvasMotion {
  const flow = useVueFlow(CANVAS_ID)
  const moving = ref(false)
  const panning = ref(false)
  const restingZoom = shallowRef(flow.viewport.value.zoom)
  const zooming = ref(false)
  let resting: ReturnType<typeof setTimeout> | undefined

  function rest(): void {
    clearTimeout(resting)
    for (const end of PRESS_ENDS) window.removeEventListener(end, letGo)
    moving.value = false
    panning.value = false
    zooming.value = false
    restingZoom.value = flow.viewport.value.zoom
  }

  /** After Vue Flow has seen it too. */
  function letGo(): void {
    clearTimeout(resting)
    resting = setTimeout(rest)
  }

  function restSoon(): void {
    clearTimeout(resting)
    resting = setTimeout(rest, WHEEL_RESTS_MS)
  }

  let byWheel = false
  watch(flow.viewport, (now, before) => {
    panning.value = moving.value && now.zoom === before.zoom
    if (moving.value && now.zoom !== before.zoom) zooming.value = true
    if (!moving.value) restingZoom.value = now.zoom
    else if (byWheel) restSoon()
  })
  // Vue Flow tells of no end where nothing moved: a press that was a click, a wheel at the last zoom.
  flow.onMoveStart(({ event }) => {
    moving.value = true
    byWheel = !isPress(event)
    if (byWheel) restSoon()
    else for (const end of PRESS_ENDS) window.addEventListener(end, letGo)
  })
  flow.onMoveEnd(rest)
  onBeforeUnmount(rest)
  return { panning, zooming, restingZoom, overview: computed(() => flow.viewport.value.zoom < OVERVIEW_ZOOM) }
}

/** Whether a button or a finger began it, which will be let go. */
function isPress(event: unknown): boolean {
  const source: unknown = typeof event === 'object' && event !== null && 'sourceEvent' in event ? event.sourceEvent : event
  return source instanceof Event && (source.type === 'mousedown' || source.type === 'touchstart')
}
