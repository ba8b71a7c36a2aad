// Which layer is being computed right now, so that an error deep inside an engine can name it. Entering costs two array
// operations, and a program is entered node by node only while it runs eagerly or is being captured.
const scopes: string[] = []

/** Calls `compute` as the part of the model of that name, e.g. `encoder/hidden`. */
export function inScope<Result>(name: string, compute: () => Result): Result {
  scopes.push(name)
  try {
    return compute()
  } finally {
    scopes.pop()
  }
}

/** The innermost part being computed; null outside all of them, as in a loss or a gradient. */
export function currentScope(): string | null {
  return scopes.at(-1) ?? null
}
