// The browser's own copy, cut and paste, which alone may use the system's clipboard without asking. They act on the canvas
// wherever the keyboard is, except where text is being typed or is selected, or another stage is on show.
import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { isTyping } from '../../shell/keys'
import { useUiStore } from '../../stores/ui-store'
import { useCanvasActions } from '../use-canvas-actions'

export function useClipboardEvents(frame: Ref<HTMLElement | null>): void {
  const actions = useCanvasActions()
  const ui = useUiStore()
  let keepIncoming = false

  /** Shift asks for the wires too; the paste event itself does not tell. */
  function onKey(event: KeyboardEvent): void {
    keepIncoming = event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'v'
  }

  function isOurs(event: ClipboardEvent): boolean {
    if (event.defaultPrevented || ui.stage !== 'design' || frame.value?.isConnected !== true || isTyping(event.target)) return false
    return !(event.target instanceof Element && event.target.closest('[role="dialog"]')) && (event.type === 'paste' || window.getSelection()?.isCollapsed !== false)
  }

  function onCopy(event: ClipboardEvent): void {
    if (!isOurs(event)) return
    const text = event.type === 'cut' ? actions.cut() : actions.copy()
    if (text === null) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
  }

  function onPaste(event: ClipboardEvent): void {
    const keep = keepIncoming
    keepIncoming = false
    if (!isOurs(event)) return
    const text = event.clipboardData?.getData('text/plain') ?? ''
    event.preventDefault()
    actions.paste({ ...(text === '' ? {} : { text }), keepIncoming: keep })
  }

  onMounted(() => {
    window.addEventListener('keydown', onKey, true)
    document.addEventListener('copy', onCopy)
    document.addEventListener('cut', onCopy)
    document.addEventListener('paste', onPaste)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey, true)
    document.removeEventListener('copy', onCopy)
    document.removeEventListener('cut', onCopy)
    document.removeEventListener('paste', onPaste)
  })
}
