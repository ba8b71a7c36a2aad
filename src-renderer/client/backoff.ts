// How long to wait before trying again: doubling from a quarter second to five seconds, with some spread so that many
// pages of one classroom do not knock at once.

const FIRST_MS = 250
const LONGEST_MS = 5000

/** Milliseconds before the given attempt (0 is the first retry). `random` is in [0, 1). */
export function backoffMs(attempt: number, random: number = Math.random()): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16))
  return Math.round(full * (0.75 + random * 0.25))
}
