// Reads `--name value`, `--name=value` and `--flag` from a command line; what it does not know is left for the studio.
import { SetupError } from './report.mjs'

/**
 * @param {readonly string[]} args
 * @param {{ values?: readonly string[], flags?: readonly string[] }} known names without the dashes
 * @returns {{ values: Record<string, string>, flags: Set<string>, rest: string[] }}
 */
export function readOptions(args, known) {
  const values = {}
  const flags = new Set()
  const rest = []
  for (let index = 0; index < args.length; index += 1) {
    const match = /^--([a-z-]+)(?:=(.*))?$/s.exec(args[index])
    if (match !== null && known.flags?.includes(match[1]) && match[2] === undefined) flags.add(match[1])
    else if (match !== null && known.values?.includes(match[1])) {
      const value = match[2] ?? args[(index += 1)]
      if (value === undefined) throw new SetupError(`--${match[1]} needs a value`)
      values[match[1]] = value
    } else rest.push(args[index])
  }
  return { values, flags, rest }
}

const engineChoices = ['auto', 'cpu', 'gpu', 'none']

/** @returns {'auto' | 'cpu' | 'gpu' | 'none' | undefined} */
export function engineChoice(value) {
  if (value === undefined || engineChoices.includes(value)) return value
  throw new SetupError(`--engine ${value} is not a choice`, { fix: `use one of ${engineChoices.join(', ')}` })
}
