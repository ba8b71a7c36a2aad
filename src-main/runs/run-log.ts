// The text log of a run: what its trainer printed and what it told, line by line, in a file of the run's folder.
import { createWriteStream, type WriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Logger } from '../logger'

/** A trainer that prints without end must not fill the disk. */
const MOST_BYTES = 16 * 1024 * 1024
/** How much of the end is read for the last lines. */
const TAIL_BYTES = 1024 * 1024

export class RunLog {
  readonly #stream: WriteStream
  #bytes = 0
  #full = false

  constructor(file: string, logger: Logger) {
    this.#stream = createWriteStream(file, { flags: 'a' })
    this.#stream.on('error', (error) => {
      this.#full = true
      logger.error(`The log ${file} cannot be written`, error)
    })
  }

  write(source: string, text: string): void {
    if (this.#full) return
    const line = `${new Date().toISOString()} ${source.padEnd(7)} ${text.replace(/[\r\n]+/g, ' ')}\n`
    this.#bytes += Buffer.byteLength(line)
    this.#full = this.#bytes > MOST_BYTES
    this.#stream.write(this.#full ? `${new Date().toISOString()} studio  The log is full; what follows is not kept.\n` : line)
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.destroyed) resolve()
      else this.#stream.end(() => resolve())
      this.#stream.once('error', () => resolve())
    })
  }
}

/** The last lines of a log file; empty where there is none. */
export async function readLogTail(file: string, lines: number): Promise<string[]> {
  let handle
  try {
    handle = await open(file, 'r')
  } catch {
    return []
  }
  try {
    const { size } = await handle.stat()
    const start = Math.max(0, size - TAIL_BYTES)
    const buffer = Buffer.alloc(size - start)
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start)
    const all = buffer.toString('utf8', 0, bytesRead).split('\n')
    if (start > 0) all.shift()
    if (all.at(-1) === '') all.pop()
    return all.slice(-lines)
  } finally {
    await handle.close()
  }
}
