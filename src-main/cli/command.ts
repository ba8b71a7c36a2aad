// What a command of the command line is: its words, its options, its help, and what it does.
import type { ParseArgsOptionsConfig } from 'node:util'
import type { Locations } from '../locations'
import type { Terminal } from './terminal'

export type OptionValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

export interface CommandContext {
  readonly options: OptionValues
  /** What stands behind the command's own words. */
  readonly operands: readonly string[]
  readonly dataDirectory: string
  readonly locations: Locations
  readonly json: boolean
  readonly terminal: Terminal
}

export interface Command {
  /** `['runs', 'show']`. */
  readonly words: readonly string[]
  readonly summary: string
  /** After the words: `<run> [--json]`. */
  readonly synopsis: string
  /** Lines about options and operands. */
  readonly help: string
  readonly options?: ParseArgsOptionsConfig
  /** How many operands it takes: [least, most]. */
  readonly operands: readonly [number, number]
  /** Returns the exit code. */
  run(context: CommandContext): Promise<number>
}

export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}
