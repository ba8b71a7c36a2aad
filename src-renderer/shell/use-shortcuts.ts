// Binds the catalogue's shortcuts to the window. What a panel handles itself, typing in fields, copying and pasting,
// and keys inside dialogs and menus stay with them.
import { onBeforeUnmount, onMounted } from 'vue'
import type { Command } from './command'
import { isTyping, matchesKeys, type KeyPress } from './keys'

export interface ShortcutSituation {
  readonly typing: boolean
  /** The press happened inside an open dialog or menu. */
  readonly inOverlay: boolean
}

/** The command a press means, or undefined. Commands that cannot be done now do not take the key. */
export function commandFor(commands: readonly Command[], press: KeyPress, situation: ShortcutSituation): Command | undefined {
  return commands.find((command) => {
    if (command.keys?.some((keys) => matchesKeys(press, keys)) !== true) return false
    if (command.nativeKeys === true) return false
    if (situation.typing && command.whileTyping !== true) return false
    if (situation.inOverlay && command.id !== 'help.commands') return false
    return (command.disabled?.() ?? null) === null
  })
}

/** Keys whose browser meaning must not happen even when the command is not to be had now. */
function isOurs(commands: readonly Command[], press: KeyPress): boolean {
  return commands.some((command) => command.whileTyping === true && command.keys?.some((keys) => matchesKeys(press, keys)))
}

export function useShortcuts(commands: readonly Command[]): void {
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return
    const target = event.target
    const command = commandFor(commands, event, {
      typing: isTyping(target),
      inOverlay: target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null,
    })
    if (command !== undefined) {
      event.preventDefault()
      void command.run()
    } else if (isOurs(commands, event)) {
      event.preventDefault()
    }
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
