// Which of the requests that wait are answered next, and together. Pure bookkeeping: what a request asks for is the caller's.
//
// A request arrives, becomes ready once its input is at hand, and leaves in a batch with others of its group. Where a caller has
// sent a newer one meanwhile, an older one that has not left is superseded: a pointer has moved on.

export interface Job<Input> {
  readonly id: number
  /** What may go through one call together: the same model and the same work. */
  readonly group: string
  readonly rows: number
  readonly input: Input
}

export class Coalescer<Input> {
  /** Arrived and not yet gone, by id; null until it is ready. */
  private readonly waiting = new Map<number, Job<Input> | null>()
  private readonly callers = new Map<string, number>()
  private readonly callerOf = new Map<number, string>()
  private readonly order: number[] = []
  private readonly mostRows: number

  /** @param mostRows of a batch; a request that has more goes alone. */
  constructor(mostRows: number) {
    this.mostRows = mostRows
  }

  /** @returns the request that this one supersedes; null for none. */
  arrive(id: number, caller: string | null): number | null {
    this.waiting.set(id, null)
    if (caller === null) return null
    const older = this.callers.get(caller)
    this.callers.set(caller, id)
    this.callerOf.set(id, caller)
    if (older === undefined) return null
    this.leave(older)
    return older
  }

  /** Its input is at hand. Nothing where it was superseded meanwhile. */
  ready(job: Job<Input>): void {
    if (!this.waiting.has(job.id)) return
    this.waiting.set(job.id, job)
    this.order.push(job.id)
  }

  /** Takes a request out, superseded or failed. @returns whether it still waited. */
  leave(id: number): boolean {
    const caller = this.callerOf.get(id)
    if (caller !== undefined && this.callers.get(caller) === id) this.callers.delete(caller)
    this.callerOf.delete(id)
    return this.waiting.delete(id)
  }

  /** The one that has been ready longest, with those of its group that fit behind it, in the order they became ready; empty where none is. */
  next(): readonly Job<Input>[] {
    const batch: Job<Input>[] = []
    const left: number[] = []
    let rows = 0
    for (const id of this.order) {
      const job = this.waiting.get(id)
      if (job === undefined || job === null) continue
      const first = batch[0]
      if (first === undefined || (job.group === first.group && rows + job.rows <= this.mostRows)) {
        batch.push(job)
        rows += job.rows
      } else {
        left.push(id)
      }
    }
    this.order.splice(0, this.order.length, ...left)
    for (const { id } of batch) this.leave(id)
    return batch
  }
}

/**
 * How many rows each call takes, for a number of rows: graphs have static shapes, so the last call is padded to the smallest one
 * that holds what is left.
 * @param sizes ascending.
 */
export function planCalls(rows: number, sizes: readonly number[]): readonly number[] {
  const largest = sizes.at(-1)
  if (largest === undefined) throw new Error('There is no size to call with')
  const calls: number[] = []
  for (let left = rows; left > 0; left -= calls.at(-1) ?? left) calls.push(sizes.find((size) => size >= left) ?? largest)
  return calls
}
