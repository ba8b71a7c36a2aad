// Chooses how a program runs by timing it both ways on the very state and feeds of a run, and puts the state back: the run that
// follows is the run that would have been.
import type { NamedArrays } from '@shared/tensors/named-arrays'
import type { Compilation, Session } from './engine'

export interface TuningOptions {
  /** Calls of the program still to come. */
  readonly calls: number
  readonly now?: () => number
}

export interface Tuning {
  readonly chosen: Compilation
  /** Medians of one call; null where a way was not tried. */
  readonly plainMs: number | null
  readonly xlaMs: number | null
  /** Why, in words for the log. */
  readonly reason: string
}

/** Compiling takes a second or more: runs that end sooner than this many milliseconds do without. */
const SHORTEST_RUN_MS = 10_000
/** Rounding differs, so a gain must be worth it, and more than the noise of a busy machine. */
const LEAST_GAIN = 0.07
const ROUNDS = 15
/** Measuring ends after about this long, compiling not counted. */
const MEASURING_MS = 1500
const FEWEST_ROUNDS = 3

/** Leaves the program running the way it chose, and the session's state as it found it. */
export function tuneProgram(session: Session, program: string, feeds: NamedArrays, { calls, now = () => performance.now() }: TuningOptions): Tuning {
  session.compile(program, 'plain')
  if (!session.compilations(program).includes('xla')) return { chosen: 'plain', plainMs: null, xlaMs: null, reason: 'there is nothing to choose' }
  const before = session.readState()
  const time = (compilation: Compilation): number => {
    session.compile(program, compilation)
    const began = now()
    session.run(program, feeds)
    return now() - began
  }
  let tuning: Tuning
  try {
    time('plain')
    const first = time('plain')
    if (first * calls < SHORTEST_RUN_MS) {
      tuning = { chosen: 'plain', plainMs: first, xlaMs: null, reason: 'the run is too short for compiling to pay' }
    } else {
      // The first call compiles.
      time('xla')
      tuning = compare(time, now)
    }
  } catch (error) {
    tuning = { chosen: 'plain', plainMs: null, xlaMs: null, reason: `compiling failed: ${error instanceof Error ? error.message : String(error)}` }
  }
  session.compile(program, tuning.chosen)
  session.writeState(before)
  return tuning
}

/** In turns, so that whatever else the machine does falls on both alike. */
function compare(time: (compilation: Compilation) => number, now: () => number): Tuning {
  const plain: number[] = []
  const xla: number[] = []
  const began = now()
  for (let round = 0; round < ROUNDS && (round < FEWEST_ROUNDS || now() - began < MEASURING_MS); round += 1) {
    plain.push(time('plain'))
    xla.push(time('xla'))
  }
  const [plainMs, xlaMs] = [median(plain), median(xla)]
  const faster = xlaMs < plainMs * (1 - LEAST_GAIN)
  return { chosen: faster ? 'xla' : 'plain', plainMs, xlaMs, reason: faster ? 'XLA is faster' : 'XLA is not faster by enough' }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
