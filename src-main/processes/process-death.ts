// Why a child process ended without saying so, in words a person can act on.
import type { StudioErrorDetail } from '@shared/studio-error'
import type { ProcessEnd } from './node-process'

/** How a kind of process is spoken of. */
export interface ProcessWords {
  /** Begins the codes of its errors. */
  readonly id: string
  readonly name: string
  /** `without finishing the run`. */
  readonly unfinished: string
  /** What to do once it ran out of memory, crashed or was killed, or left by itself. */
  readonly afterMemory: string
  readonly afterCrash: string
  readonly afterExit: string
}

const OUT_OF_MEMORY =
  /heap out of memory|OOM when allocating|RESOURCE_EXHAUSTED|ResourceExhausted|Cannot allocate memory|std::bad_alloc|CUDA_ERROR_OUT_OF_MEMORY|Array buffer allocation failed|Fatal process (?:out of memory|OOM)|Fatal JavaScript OOM|failed to map segment from shared object(?!: (?:Operation not permitted|Permission denied))/i
const LIBRARY_MISSING = /cannot open shared object file|error while loading shared libraries|Library not loaded|The specified module could not be found|ERR_DLOPEN_FAILED/i

const signalWords: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'was killed (SIGKILL), by the system for want of memory or by someone by hand',
  SIGSEGV: 'crashed in native code (SIGSEGV)',
  SIGABRT: 'gave up in native code (SIGABRT)',
  SIGTRAP: 'gave up in native code (SIGTRAP)',
  SIGBUS: 'crashed reading memory (SIGBUS)',
  SIGILL: 'met an instruction this processor does not know (SIGILL)',
  SIGFPE: 'crashed in arithmetic (SIGFPE)',
  SIGTERM: 'was told to end from outside (SIGTERM)',
  SIGINT: 'was interrupted from outside (SIGINT)',
}

/** Frames of a stack, native or not: for the log, not for a person. */
const STACK = /^\s*\d+: 0x[0-9a-f]|^\s+at |^----- .*stack trace -----$/

function lastWords(end: ProcessEnd): string | undefined {
  const lines = end.lastLines.filter((line) => line.trim() !== '' && !STACK.test(line))
  const last = lines.slice(-6)
  const telling = lines.findLast((line) => OUT_OF_MEMORY.test(line) || LIBRARY_MISSING.test(line))
  if (telling !== undefined && !last.includes(telling)) last.unshift(telling)
  return last.length === 0 ? undefined : last.join('\n')
}

export function describeProcessEnd(end: ProcessEnd, { id, name, unfinished, afterMemory, afterCrash, afterExit }: ProcessWords): StudioErrorDetail {
  if (end.startError !== undefined) {
    return {
      code: `${id}-not-started`,
      message: `${name} could not be started: ${end.startError.message}`,
      fix: 'Run `npm start` again; set-up repairs a missing Node binary or build.',
    }
  }
  const text = end.lastLines.join('\n')
  const got = lastWords(end)
  const how = end.signal !== null ? (signalWords[end.signal] ?? `was ended by ${end.signal}`) : `ended with exit code ${end.code ?? 'unknown'}`
  const evidence = got === undefined ? {} : { got }
  if (OUT_OF_MEMORY.test(text)) return { code: `${id}-out-of-memory`, message: `${name} ran out of memory: it ${how}.`, ...evidence, fix: afterMemory }
  if (LIBRARY_MISSING.test(text)) {
    return {
      code: 'engine-library-missing',
      message: `${name} could not load a native library: it ${how}.`,
      ...evidence,
      fix: 'Run `npm run setup` to provision the engine again; `npm run studio -- doctor` says what is missing.',
    }
  }
  if (end.signal !== null) return { code: end.signal === 'SIGKILL' ? `${id}-killed` : `${id}-crashed`, message: `${name} ${how}.`, ...evidence, fix: afterCrash }
  return { code: `${id}-exited`, message: `${name} ${how} ${unfinished}.`, ...evidence, fix: afterExit }
}
