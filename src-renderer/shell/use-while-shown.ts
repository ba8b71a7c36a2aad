// A stage is kept alive while another is on show: what listens or ticks for it goes on only while it is seen.
import { onActivated, onBeforeUnmount, onDeactivated, onMounted, ref, type Ref } from 'vue'
import { useUiStore } from '../stores/ui-store'
import { isTyping } from './keys'

/** @param begin Called each time the component comes into sight; what it gives back ends it. */
export function useWhileShown(begin: () => () => void): void {
  let end: (() => void) | undefined
  const start = (): void => {
    end?.()
    end = begin()
  }
  const stop = (): void => {
    end?.()
    end = undefined
  }
  onMounted(start)
  onActivated(start)
  onDeactivated(stop)
  onBeforeUnmount(stop)
}

/** Keys of a stage that stand in no menu: they wait while something is typed, while a sheet is open, and leave those with Ctrl, Alt or Cmd alone. */
export function useStageKeys(act: (event: KeyboardEvent) => void): void {
  const ui = useUiStore()
  const onKey = (event: KeyboardEvent): void => {
    if (!isTyping(event.target) && ui.sheet === null && !event.ctrlKey && !event.metaKey && !event.altKey) act(event)
  }
  useWhileShown(() => {
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}

/** The time, for what is told as so long ago. @param everyMs How often it is looked at, milliseconds. @param also What else is looked at then. */
export function useNow(everyMs: number, also: () => void = () => {}): Readonly<Ref<number>> {
  const now = ref(Date.now())
  const look = (): void => {
    now.value = Date.now()
    also()
  }
  useWhileShown(() => {
    look()
    const clock = setInterval(look, everyMs)
    return () => clearInterval(clock)
  })
  return now
}
