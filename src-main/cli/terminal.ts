// Where the command line reads and writes: results on standard output, everything else on standard error, so that a
// result can be piped.
import { createInterface } from 'node:readline/promises'

export interface Terminal {
  readonly columns: number
  /** True where a person watches standard error. */
  readonly interactive: boolean
  /** A line of the result. */
  print(line: string): void
  /** A line about what is going on. */
  tell(line: string): void
  /** Replaces the last unfinished line on standard error; only where a person watches. */
  redraw(line: string): void
  /** Yes or no from a person; false where nobody can answer. */
  confirm(question: string): Promise<boolean>
}

export function standardTerminal(): Terminal {
  const interactive = process.stderr.isTTY === true
  let drawn = false
  const clear = (): void => {
    if (drawn) process.stderr.write('\r\u001b[2K')
    drawn = false
  }
  return {
    columns: process.stderr.columns ?? 100,
    interactive,
    print(line) {
      clear()
      process.stdout.write(`${line}\n`)
    },
    tell(line) {
      clear()
      process.stderr.write(`${line}\n`)
    },
    redraw(line) {
      if (!interactive) return
      process.stderr.write(`\r\u001b[2K${line}`)
      drawn = true
    },
    async confirm(question) {
      if (process.stdin.isTTY !== true || !interactive) return false
      const reader = createInterface({ input: process.stdin, output: process.stderr })
      try {
        return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim())
      } finally {
        reader.close()
      }
    },
  }
}
