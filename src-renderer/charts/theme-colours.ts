// Canvases cannot read custom properties by themselves: this gives a token's value now, and again when the theme changes.
import { shallowRef } from 'vue'

const version = shallowRef(0)
let watching = false
/** Of the theme on show: to ask the page for a style has it work out all that changed since, at every colour of every drawing. */
const known = new Map<string, string>()

function watchTheme(): void {
  if (watching || typeof MutationObserver === 'undefined') return
  watching = true
  new MutationObserver(() => {
    known.clear()
    version.value += 1
  }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
}

/** Reactive: a computed or watcher that reads it runs again when the theme changes. */
export function themeColour(variable: string): string {
  watchTheme()
  void version.value
  const value = known.get(variable) ?? (getComputedStyle(document.documentElement).getPropertyValue(variable).trim() || '#888')
  known.set(variable, value)
  return value
}
