// Shortcuts as written in the catalogue (`Ctrl+Shift+Z`, `F8`, `/`) against what was pressed. Ctrl means Cmd on a Mac.
import { isMac } from '../design-system/describe-keys'

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

export function matchesKeys(press: KeyPress, keys: string, mac: boolean = isMac()): boolean {
  const parts = keys.split(/\+(?=.)/)
  const key = parts.at(-1) ?? ''
  const wantsCtrl = parts.includes('Ctrl')
  const ctrl = mac ? press.metaKey : press.ctrlKey
  const other = mac ? press.ctrlKey : press.metaKey
  if (ctrl !== wantsCtrl || other || press.altKey !== parts.includes('Alt')) return false
  // Signs such as ? need Shift on many keyboards, so Shift counts only with letters, digits and named keys.
  const sign = key.length === 1 && !/[a-z0-9]/i.test(key)
  if (!sign && press.shiftKey !== parts.includes('Shift')) return false
  if (/^[0-9]$/.test(key)) return press.code === `Digit${key}` || press.key === key
  return press.key.toLowerCase() === key.toLowerCase()
}

/** True where typing belongs to a field: only shortcuts with Ctrl or function keys may act there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range'].includes(target.type)
}
