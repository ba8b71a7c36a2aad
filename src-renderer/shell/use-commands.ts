// Hands the window's commands to whatever shows them; made once by the window itself.
import { inject, provide, type InjectionKey } from 'vue'
import type { Command } from './command'
import { useCommandContext } from './command-context'
import { createCommands } from './commands'

const key: InjectionKey<readonly Command[]> = Symbol('commands')

export function provideCommands(): readonly Command[] {
  const commands = createCommands(useCommandContext())
  provide(key, commands)
  return commands
}

export function useCommands(): readonly Command[] {
  const commands = inject(key)
  if (commands === undefined) throw new Error('Commands are provided by the window')
  return commands
}

export function findCommand(commands: readonly Command[], id: string): Command {
  const found = commands.find((command) => command.id === id)
  if (found === undefined) throw new Error(`There is no command ${id}`)
  return found
}
