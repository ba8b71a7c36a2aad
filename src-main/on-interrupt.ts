// What a process does when it is asked to end, and when it is asked again because it takes too long.

/** npm and shells pass on a signal that the terminal has sent to every process already: a person does not repeat that fast. */
const ECHO_MS = 1000

/**
 * @param first called once, at the first signal
 * @param again called at every later one that is not merely the echo of the first
 * @returns takes the handlers away again
 */
export function onInterrupt(signals: readonly NodeJS.Signals[], first: () => void, again: () => void, now: () => number = Date.now): () => void {
  let firstAt: number | null = null
  const handle = (): void => {
    if (firstAt === null) {
      firstAt = now()
      first()
    } else if (now() - firstAt > ECHO_MS) {
      again()
    }
  }
  for (const signal of signals) process.on(signal, handle)
  return () => {
    for (const signal of signals) process.off(signal, handle)
  }
}
