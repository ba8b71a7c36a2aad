// Where the studio's own processes say what a developer should see. Never standard output: that belongs to the caller.
export interface Logger {
  warn(message: string): void
  error(message: string, cause?: unknown): void
}

export const standardErrorLogger: Logger = {
  warn(message) {
    process.stderr.write(`${message}\n`)
  },
  error(message, cause) {
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? '' : String(cause)
    process.stderr.write(detail === '' ? `${message}\n` : `${message}\n${detail}\n`)
  },
}

export const silentLogger: Logger = { warn() {}, error() {} }
