// Text that one edit changes in hundreds of layers, written into its element as soon as it changes. Drawn by its component it would cost ten
// times as much (docs/performance.md, A large canvas), and keep the edit from the next frame.
import { watchSyncEffect, type Ref } from 'vue'

type Write = (element: HTMLElement, text: string) => void

const asContent: Write = (element, text) => {
  element.textContent = text
}

/**
 * Call in setup.
 * @param element a template's ref; its template writes nothing there itself
 */
export function useWrittenText(element: Readonly<Ref<HTMLElement | null>>, text: () => string, write: Write = asContent): void {
  watchSyncEffect(() => {
    if (element.value !== null) write(element.value, text())
  })
}
