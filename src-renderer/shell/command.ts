// One thing a person can do. Menus, the command palette, shortcuts and the shortcut sheet are all made of these.
import type { IconName } from '../design-system/icons'

export const commandGroups = ['File', 'Edit', 'Arrange', 'Network', 'View', 'Run', 'Help'] as const
export type CommandGroup = (typeof commandGroups)[number]

export interface Command {
  /** Stable, dotted: `file.save`. */
  readonly id: string
  readonly title: string
  readonly group: CommandGroup
  readonly icon?: IconName
  /** The first is shown in menus; all are bound. */
  readonly keys?: readonly string[]
  /** True where the keys act even while typing in a field. */
  readonly whileTyping?: boolean
  /** True where the browser's own event of these keys does it (copy, cut, paste): they are shown, not bound. */
  readonly nativeKeys?: boolean
  /** A thin line above it in its menu. */
  readonly startsSection?: boolean
  /** What the palette calls it, where the menu's title needs its menu to be understood. */
  readonly paletteTitle?: string
  /** What it will do, where the title alone does not say. */
  readonly hint?: string
  /** Extra words the palette finds it by. */
  readonly keywords?: string
  /** Why it cannot be done now, in words; null when it can. */
  disabled?(): string | null
  /** For switches and choices: whether it holds. */
  checked?(): boolean
  run(): void | Promise<void>
}
