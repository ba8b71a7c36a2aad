// Closes a union: the compiler refuses a switch that forgets a case, and so does the program.

/** @throws Error naming the unexpected value. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected case: ${JSON.stringify(value)}`)
}
