// Help: commands, shortcuts, and what this studio is.
import type { Command } from '../command'
import type { CommandContext } from '../command-context'

export function helpCommands({ ui }: CommandContext): readonly Command[] {
  return [
    {
      id: 'help.commands',
      title: 'All commands…',
      group: 'Help',
      icon: 'search',
      keys: ['Ctrl+K'],
      whileTyping: true,
      run: () => {
        ui.sheet = ui.sheet === 'commands' ? null : 'commands'
      },
    },
    {
      id: 'help.shortcuts',
      title: 'Keyboard shortcuts',
      group: 'Help',
      icon: 'keyboard',
      keys: ['Ctrl+/', '?'],
      run: () => {
        ui.sheet = 'shortcuts'
      },
    },
    {
      id: 'help.about',
      title: 'About Latent Studio',
      group: 'Help',
      icon: 'info',
      startsSection: true,
      keywords: 'version engine device data folder',
      run: () => {
        ui.sheet = 'about'
      },
    },
  ]
}
