// What a person sees of the set-up. All of it goes to standard error: standard output belongs to the studio itself.

/** A step that cannot go on, with the words a person needs. */
export class SetupError extends Error {
  /**
   * @param {string} message what went wrong
   * @param {{ fix?: string, output?: string }} [detail] what to do about it, and the last output of the command at fault
   */
  constructor(message, detail = {}) {
    super(message)
    this.name = 'SetupError'
    this.fix = detail.fix
    this.output = detail.output
  }
}

export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`
}

/**
 * @param {{ quiet?: boolean }} [options] quiet: nothing is said of what is done already; work and trouble are told all the same
 */
export function createReport(options = {}) {
  const terminal = process.stderr.isTTY === true
  const timings = []
  let lastPercent = -1

  const line = (text) => process.stderr.write(`${text}\n`)

  return {
    timings,
    say: line,
    /** For what needs no doing: silent in quiet mode. */
    note(text) {
      if (options.quiet !== true) line(text)
    },
    /** Percentage of a long piece of work: redrawn on a terminal, a line every tenth in a log. */
    progress(label, done, total) {
      const percent = Math.floor((100 * done) / Math.max(total, 1))
      if (terminal) {
        if (percent !== lastPercent) process.stderr.write(`\r  ${label} ${percent}%${percent >= 100 ? '\n' : ''}`)
      } else if (lastPercent < 0 || percent < lastPercent || Math.floor(percent / 25) > Math.floor(lastPercent / 25)) {
        line(`  ${label} ${percent}%`)
      }
      lastPercent = percent >= 100 ? -1 : percent
    },
    /** Runs one named piece of work and keeps its time. */
    async step(name, work) {
      const start = performance.now()
      line(`• ${name}`)
      const result = await work()
      const duration = performance.now() - start
      timings.push({ name, durationMs: Math.round(duration) })
      line(`  done in ${seconds(duration)}`)
      return result
    },
  }
}

/** Prints an error as a person should read it. Bugs keep their stack. */
export function printFailure(error) {
  if (error instanceof SetupError) {
    process.stderr.write(`\n✗ ${error.message}\n`)
    if (error.output) process.stderr.write(`${error.output.trimEnd().split('\n').slice(-25).map((text) => `  | ${text}`).join('\n')}\n`)
    if (error.fix) process.stderr.write(`  To mend: ${error.fix}\n`)
    return
  }
  process.stderr.write(`\n✗ ${error instanceof Error ? error.stack : String(error)}\n`)
}
