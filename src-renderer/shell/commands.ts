// The one catalogue of commands: menus, palette, shortcuts and the shortcut sheet are made of it.
import type { MenuEntry } from '../design-system/menu-entry'
import type { Command, CommandGroup } from './command'
import type { CommandContext } from './command-context'
import { arrangeCommands } from './commands/arrange-commands'
import { editCommands } from './commands/edit-commands'
import { fileCommands } from './commands/file-commands'
import { helpCommands } from './commands/help-commands'
import { networkCommands } from './commands/network-commands'
import { runCommands } from './commands/run-commands'
import { viewCommands } from './commands/view-commands'

export function createCommands(context: CommandContext): readonly Command[] {
  return [...fileCommands(context), ...editCommands(context), ...arrangeCommands(context), ...networkCommands(context), ...viewCommands(context), ...runCommands(context), ...helpCommands(context)]
}

/** The commands of one menu, as menu lines. */
export function menuEntries(commands: readonly Command[], group: CommandGroup): readonly MenuEntry[] {
  return commands
    .filter((command) => command.group === group)
    .flatMap((command, index): MenuEntry[] => [
      ...(command.startsSection === true && index > 0 ? [{ kind: 'line', id: `${command.id}.line` } as const] : []),
      {
        kind: 'item',
        id: command.id,
        title: command.title,
        icon: command.icon,
        keys: command.keys?.[0],
        disabled: command.disabled?.() ?? null,
        checked: command.checked?.(),
        run: () => void command.run(),
      },
    ])
}
