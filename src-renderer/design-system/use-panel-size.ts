// Widths and heights of panels that people drag, remembered on this machine.
import { ref, watch, type Ref } from 'vue'
import { readStored, writeStored } from '../client/browser-storage'

export interface PanelSizeOptions {
  readonly initial: number
  readonly min: number
  readonly max: number
}

export function clampSize(value: number, options: PanelSizeOptions): number {
  return Number.isFinite(value) ? Math.min(options.max, Math.max(options.min, Math.round(value))) : options.initial
}

/** Pixels; changing it remembers it under `panel-size/<name>`. */
export function usePanelSize(name: string, options: PanelSizeOptions): Ref<number> {
  const key = `panel-size/${name}`
  const stored = readStored(key)
  const size = ref(stored === null ? options.initial : clampSize(Number(stored), options))
  watch(size, (value) => writeStored(key, String(clampSize(value, options))))
  return size
}
