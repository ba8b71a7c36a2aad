// The shortcut sheet: what the catalogue binds, and what the canvas and the charts do themselves.
import { commandGroups, type Command } from './command'

export interface ShortcutLine {
  readonly title: string
  /** Each one does it. */
  readonly keys: readonly string[]
}

export interface ShortcutSection {
  readonly title: string
  readonly lines: readonly ShortcutLine[]
}

export function shortcutSections(commands: readonly Command[]): readonly ShortcutSection[] {
  const fromCatalogue = commandGroups.map((group) => ({
    title: group,
    lines: commands
      .filter((command) => command.group === group && command.keys !== undefined)
      .map((command) => ({ title: command.title.replace(/[…]$|: .*$/u, ''), keys: command.keys ?? [] })),
  }))
  return [
    ...fromCatalogue,
    {
      title: 'On the canvas',
      lines: [
        { title: 'Find a layer to add; on a wire, to put into it', keys: ['Double-click'] },
        { title: 'Move the canvas', keys: ['Drag', 'Space+Drag'] },
        { title: 'Select what a box touches', keys: ['Shift+Drag', 'Ctrl+Drag'] },
        { title: 'Add to the selection', keys: ['Shift+Click'] },
        { title: 'Zoom at the pointer', keys: ['Wheel', '+', '-'] },
        { title: 'Move the selection; with Shift farther', keys: ['↑', '↓', '←', '→'] },
        { title: 'Drag a copy; from a wired port, a new wire', keys: ['Alt+Drag'] },
        { title: 'Drag without snapping', keys: ['Ctrl', 'Drag'] },
        { title: 'Choose what the keyboard is on', keys: ['Enter'] },
      ],
    },
    {
      title: 'Fields and tables',
      lines: [
        { title: 'Step a number; with Shift ten times as far', keys: ['↑', '↓'] },
        { title: 'Take a field’s last value back', keys: ['Escape'] },
        { title: 'Find on Home and in History', keys: ['/'] },
        { title: 'A range of runs', keys: ['Shift+Click'] },
      ],
    },
  ].filter((section) => section.lines.length > 0)
}
