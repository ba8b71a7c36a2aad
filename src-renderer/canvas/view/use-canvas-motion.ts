// Whether the canvas is being moved, and the zoom that its looks go by. While it is zoomed they stay as they were: changing them draws
// everything in sight anew, in the midst of a movement that should be smooth.
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useVueFlow } from '@vue-flow/core'
import { OVERVIEW_ZOOM } from '../layers/choose-detail'
import { CANVAS_ID } from '../use-flow-sync'

export interface CanvasMotion {
  /**
   * True while the canvas is moved at one zoom: what is drawn is then kept as a picture and moved whole. Not while it is zoomed: the picture
   * would have to be made as large as at 100 %.
   */
  readonly panning: Ref<boolean>
  readonly zooming: Ref<boolean>
  /** The zoom as it was when the canvas last rested. */
  readonly restingZoom: Readonly<Ref<number>>
  /** Changed at once: blocks without text are painted faster, and to hide text lays nothing out anew. */
  readonly overview: ComputedRef<boolean>
}

export function useCanvasMotion(): CanvasMotion {
  const flow = useVueFlow(CANVAS_ID)
  const moving = ref(false)
  const panning = ref(false)
  const restingZoom = shallowRef(flow.viewport.value.zoom)
  const zooming = ref(false)
  watch(flow.viewport, (now, before) => {
    panning.value = moving.value && now.zoom === before.zoom
    if (moving.value && now.zoom !== before.zoom) zooming.value = true
    if (!moving.value) restingZoom.value = now.zoom
  })
  flow.onMoveStart(() => (moving.value = true))
  flow.onMoveEnd(() => {
    moving.value = false
    panning.value = false
    zooming.value = false
    restingZoom.value = flow.viewport.value.zoom
  })
  return { panning, zooming, restingZoom, overview: computed(() => flow.viewport.value.zoom < OVERVIEW_ZOOM) }
}
