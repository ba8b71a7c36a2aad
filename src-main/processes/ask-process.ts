// Asks a short-lived process of the studio's own one thing: it prints its answer as a line of JSON and ends.
import { execFile } from 'node:child_process'
import type { z } from 'zod'
import { environmentOfChild, type NodeProgram, type ProcessEnd } from './node-process'

const LAST_LINES = 40

export interface ProcessQuestion<Answer> {
  readonly program: NodeProgram
  readonly parameters: readonly string[]
  readonly timeoutMs: number
  /** Characters it may print. */
  readonly mostOutput: number
  /** Megabytes of JavaScript memory; as much as Node gives where left out. */
  readonly mostMemoryMb?: number
  readonly schema: z.ZodType<Answer>
}

/** Without an answer: how it ended, and whether that was since it took too long. */
export type ProcessReply<Answer> = { readonly answer: Answer } | { readonly end: ProcessEnd; readonly timedOut: boolean }

/** The last line that fits: libraries may print before it. */
function findAnswer<Answer>(output: string, schema: z.ZodType<Answer>): Answer | undefined {
  for (const line of output.trim().split('\n').toReversed()) {
    try {
      const parsed = schema.safeParse(JSON.parse(line))
      if (parsed.success) return parsed.data
    } catch {
      // Not JSON: something a library printed.
    }
  }
  return undefined
}

/** Never rejects: what goes wrong is the reply. An answer counts however the process ended. */
export function askProcess<Answer>({ program, parameters, timeoutMs, mostOutput, mostMemoryMb, schema }: ProcessQuestion<Answer>): Promise<ProcessReply<Answer>> {
  const memory = mostMemoryMb === undefined ? [] : [`--max-old-space-size=${mostMemoryMb}`]
  return new Promise((resolve) => {
    execFile(program.node, [...memory, program.entry, ...parameters], { env: environmentOfChild(), timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: mostOutput, windowsHide: true }, (error, output, errors) => {
      const answer = findAnswer(output, schema)
      if (answer !== undefined) {
        resolve({ answer })
        return
      }
      const lastLines = errors.split('\n').slice(-LAST_LINES)
      if (error === null) resolve({ end: { code: 0, signal: null, lastLines }, timedOut: false })
      else if (typeof error.code === 'string' && error.code.startsWith('E') && error.syscall !== undefined) resolve({ end: { code: null, signal: null, startError: error, lastLines }, timedOut: false })
      else if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') resolve({ end: { code: null, signal: null, lastLines: [...lastLines, error.message] }, timedOut: false })
      else resolve({ end: { code: typeof error.code === 'number' ? error.code : null, signal: error.signal ?? null, lastLines }, timedOut: error.killed === true })
    })
  })
}
