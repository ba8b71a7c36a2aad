// A shortcut as printed on a menu: `Ctrl+Shift+Z` becomes `Ctrl Shift Z`, and uses the Mac's signs on a Mac.

const macSigns: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', Delete: '⌫' }

export function isMac(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)
}

export function describeKeys(keys: string, mac: boolean = isMac()): string {
  const parts = keys.split(/\+(?=.)/)
  return mac ? parts.map((part) => macSigns[part] ?? part).join('') : parts.join(' ')
}
