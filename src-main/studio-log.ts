// The studio's own log, `studio.log` in the data folder: what a developer may want to know and a person at a terminal need not
// see. Faults are told on standard error as well.
import { appendFileSync, renameSync, statSync } from 'node:fs'
import { standardErrorLogger, type Logger } from './logger'

/** One older file is kept beside it. */
const MOST_BYTES = 4 * 1024 * 1024

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

/** Never throws: a log that cannot be written must not stop what it tells of. */
export function openStudioLog(file: string, alsoFaults: Logger = standardErrorLogger): Logger {
  const write = (level: string, text: string): void => {
    try {
      if (sizeOf(file) > MOST_BYTES) renameSync(file, `${file}.1`)
      appendFileSync(file, `${new Date().toISOString()} ${level.padEnd(7)} ${process.pid} ${text}\n`, { mode: 0o600 })
    } catch {
      // The disk is full, or the folder gone: faults are told on standard error all the same.
    }
  }
  return {
    warn: (message) => write('warning', message),
    error(message, cause) {
      write('error', cause instanceof Error ? `${message}\n${cause.stack ?? cause.message}` : message)
      alsoFaults.error(message, cause)
    },
  }
}
