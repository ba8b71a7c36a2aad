// How curves are drawn, remembered on this machine; Train and Compare each keep their own.
import { ref, watch } from 'vue'
import type { Ref } from 'vue'
import { horizontalKinds } from '../../../charts/horizontal-axis'
import type { HorizontalKind } from '../../../charts/horizontal-axis'
import { readStored, writeStored } from '../../../client/browser-storage'

export interface ViewOptions {
  /** 0 (as measured) to 0.99. */
  readonly smoothing: Ref<number>
  readonly horizontal: Ref<HorizontalKind>
  readonly log: Ref<boolean>
}

export function useViewOptions(place: string): ViewOptions {
  const storedSmoothing = Number(readStored(`${place}/smoothing`) ?? 0.6)
  const smoothing = ref(Number.isFinite(storedSmoothing) ? Math.min(0.99, Math.max(0, storedSmoothing)) : 0.6)
  const horizontal = ref<HorizontalKind>(horizontalKinds.find((kind) => kind === readStored(`${place}/horizontal`)) ?? 'epoch')
  const log = ref(readStored(`${place}/log`) === 'true')
  watch(smoothing, (value) => writeStored(`${place}/smoothing`, String(value)))
  watch(horizontal, (value) => writeStored(`${place}/horizontal`, value))
  watch(log, (value) => writeStored(`${place}/log`, String(value)))
  return { smoothing, horizontal, log }
}
