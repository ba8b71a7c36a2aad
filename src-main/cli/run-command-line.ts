// Finds the command in the arguments, reads its options, runs it, and turns whatever comes of it into an exit code.
import { parseArgs } from 'node:util'
import { describeStudioError, StudioError, type StudioErrorDetail } from '@shared/studio-error'
import { defaultDataDirectory, locate, readVersion } from '../locations'
import type { Command } from './command'
import { commands } from './commands/catalogue'
import { exitCodeHelp, exitCodeOf, exitCodes } from './exit-codes'
import type { Terminal } from './terminal'

const COMMON = `  --data-dir FOLDER   where runs and experiments are kept
  --json              one JSON document on standard output, nothing else
  --help              this text`

function overview(): string {
  const width = Math.max(...commands.map((command) => command.words.join(' ').length))
  const lines = commands.map((command) => `  ${command.words.join(' ').padEnd(width)}  ${command.summary}`)
  return `Latent Studio on the command line.\n\nnpm run studio -- <command> [options]\n\n${lines.join('\n')}\n\nFor every command:\n${COMMON}\n\n<command> --help says more of it. Runs live in ${defaultDataDirectory()} unless told otherwise;
where a studio is open on that folder, commands work through it.\n\n${exitCodeHelp}`
}

function helpOf(command: Command): string {
  return `npm run studio -- ${command.words.join(' ')} ${command.synopsis}\n\n${command.summary}\n\n${command.help}\n\n${COMMON}`
}

function usageError(message: string, fix: string): StudioError {
  return new StudioError({ code: 'usage', message, fix })
}

function findCommand(parameters: readonly string[]): Command | undefined {
  return commands.find((command) => command.words.every((word, index) => parameters[index] === word))
}

function unknownCommand(parameters: readonly string[]): StudioError {
  const first = parameters[0] ?? ''
  const group = commands.filter((command) => command.words[0] === first).map((command) => command.words.join(' '))
  return usageError(
    group.length > 0 ? `${first} needs one of: ${group.join(', ')}.` : `There is no command ${first}.`,
    `Commands: ${commands.map((command) => command.words.join(' ')).join(', ')}. --help says what they do.`,
  )
}

async function runCommand(command: Command, parameters: readonly string[], json: boolean, terminal: Terminal): Promise<number> {
  let parsed
  try {
    parsed = parseArgs({
      args: [...parameters],
      allowPositionals: true,
      options: { ...command.options, 'data-dir': { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error), `${command.words.join(' ')} --help lists its options.`)
  }
  const { values, positionals } = parsed
  if (values['help'] === true) {
    terminal.print(helpOf(command))
    return exitCodes.ok
  }
  const [least, most] = command.operands
  if (positionals.length < least || positionals.length > most) {
    throw usageError(`${command.words.join(' ')} takes ${least === most ? least : `${least} to ${most}`} of ${command.synopsis}, not ${positionals.length}.`, `${command.words.join(' ')} --help says more.`)
  }
  const directory = values['data-dir']
  return command.run({
    options: values,
    operands: positionals,
    dataDirectory: typeof directory === 'string' ? directory : defaultDataDirectory(),
    locations: locate(),
    json,
    terminal,
  })
}

/** Returns the exit code; never throws. */
export async function runCommandLine(parameters: readonly string[], terminal: Terminal): Promise<number> {
  const json = parameters.includes('--json')
  try {
    if (parameters.length === 0 || ['help', '--help', '-h'].includes(parameters[0] ?? '')) {
      terminal.print(overview())
      return parameters.length === 0 ? exitCodes.usage : exitCodes.ok
    }
    if (parameters[0] === '--version') {
      terminal.print(readVersion(locate().root))
      return exitCodes.ok
    }
    const command = findCommand(parameters)
    if (command === undefined) throw unknownCommand(parameters)
    return await runCommand(command, parameters.slice(command.words.length), json, terminal)
  } catch (error) {
    const known = error instanceof StudioError
    const detail: StudioErrorDetail = known ? error.detail : { code: 'fault', message: error instanceof Error ? error.message : String(error) }
    terminal.tell(known || !(error instanceof Error) ? describeStudioError(detail) : (error.stack ?? error.message))
    if (json) terminal.print(JSON.stringify({ error: detail }, null, 2))
    return exitCodeOf(detail.code)
  }
}
