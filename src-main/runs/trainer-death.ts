// Why a trainer ended without saying so, in words a person can act on.
import type { StudioErrorDetail } from '@shared/studio-error'

export interface TrainerEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Set where the process could not be started at all. */
  readonly startError?: Error
  /** Its last lines on standard error. */
  readonly lastLines: readonly string[]
}

const OUT_OF_MEMORY = /heap out of memory|OOM when allocating|RESOURCE_EXHAUSTED|ResourceExhausted|Cannot allocate memory|std::bad_alloc|CUDA_ERROR_OUT_OF_MEMORY|Array buffer allocation failed/i
const LIBRARY_MISSING = /cannot open shared object file|error while loading shared libraries|Library not loaded|The specified module could not be found|ERR_DLOPEN_FAILED/i

const signalWords: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'was killed (SIGKILL), by the system for want of memory or by someone by hand',
  SIGSEGV: 'crashed in native code (SIGSEGV)',
  SIGABRT: 'gave up in native code (SIGABRT)',
  SIGBUS: 'crashed reading memory (SIGBUS)',
  SIGILL: 'met an instruction this processor does not know (SIGILL)',
  SIGFPE: 'crashed in arithmetic (SIGFPE)',
  SIGTERM: 'was told to end from outside (SIGTERM)',
  SIGINT: 'was interrupted from outside (SIGINT)',
}

function lastWords(end: TrainerEnd): string | undefined {
  const lines = end.lastLines.filter((line) => line.trim() !== '').slice(-6)
  return lines.length === 0 ? undefined : lines.join('\n')
}

export function describeTrainerEnd(end: TrainerEnd): StudioErrorDetail {
  if (end.startError !== undefined) {
    return {
      code: 'trainer-not-started',
      message: `The trainer could not be started: ${end.startError.message}`,
      fix: 'Run `npm start` again; set-up repairs a missing Node binary or build.',
    }
  }
  const text = end.lastLines.join('\n')
  const got = lastWords(end)
  const how = end.signal !== null ? (signalWords[end.signal] ?? `was ended by ${end.signal}`) : `ended with exit code ${end.code ?? 'unknown'}`
  const evidence = got === undefined ? {} : { got }
  if (OUT_OF_MEMORY.test(text)) {
    return {
      code: 'trainer-out-of-memory',
      message: `The trainer ran out of memory: it ${how}.`,
      ...evidence,
      fix: 'Use a smaller batch or a smaller network, or close other programs. The last checkpoint is kept.',
    }
  }
  if (LIBRARY_MISSING.test(text)) {
    return {
      code: 'engine-library-missing',
      message: `The trainer could not load a native library: it ${how}.`,
      ...evidence,
      fix: 'Run `npm run setup` to provision the engine again; `npm run studio -- doctor` says what is missing.',
    }
  }
  if (end.signal !== null) {
    return {
      code: end.signal === 'SIGKILL' ? 'trainer-killed' : 'trainer-crashed',
      message: `The trainer ${how}.`,
      ...evidence,
      fix: 'Everything recorded up to then is kept. Train again; if it ends the same way, try a smaller batch and look at the log.',
    }
  }
  return {
    code: 'trainer-exited',
    message: `The trainer ${how} without finishing the run.`,
    ...evidence,
    fix: 'Everything recorded up to then is kept. The log holds the rest of what it said.',
  }
}

/** A trainer that was told to stop and did not. */
export function describeHungTrainer(seconds: number): StudioErrorDetail {
  return {
    code: 'trainer-not-answering',
    message: `The trainer did not stop within ${seconds} seconds and was ended.`,
    fix: 'Everything recorded up to then is kept, the last checkpoint too.',
  }
}

/** A trainer that hangs: it lives, and nothing comes from it. */
export function describeSilentTrainer(seconds: number): StudioErrorDetail {
  return {
    code: 'trainer-silent',
    message: `The trainer gave no sign of life for ${seconds} seconds and was ended: it hung.`,
    expected: 'a sign of life every few seconds',
    fix: 'Everything recorded up to then is kept. Resume the run from its last checkpoint; if it hangs again, look at the log, and whether the device works.',
  }
}

/** A trainer that said what nobody understands. */
export function describeNonsense(count: number, first: string): StudioErrorDetail {
  return {
    code: 'trainer-speaks-nonsense',
    message: `The trainer sent ${count} messages that are none of the agreed ones and was ended.`,
    got: first,
    fix: 'Studio and trainer may be of different versions: run `npm start` again, which rebuilds both.',
  }
}
