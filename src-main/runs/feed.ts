// An async iterator that can be ended from outside while someone waits on it. A generator cannot: its return() would
// wait for the next event, and a page that left would keep its subscription until then.

export type Taken<Value> = { readonly kind: 'value'; readonly value: Value } | { readonly kind: 'nothing' } | { readonly kind: 'end' }

export abstract class Feed<Value> implements AsyncIteratorObject<Value, undefined, undefined> {
  #waiting: (() => void) | null = null
  #closed = false
  readonly #onClose: (feed: Feed<Value>) => void

  protected constructor(onClose: (feed: Feed<Value>) => void) {
    this.#onClose = onClose
  }

  /** What can be handed out now. */
  protected abstract take(): Taken<Value>

  /** Lets a waiting reader look again. */
  protected wake(): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.()
  }

  async next(): Promise<IteratorResult<Value, undefined>> {
    while (!this.#closed) {
      const taken = this.take()
      if (taken.kind === 'value') return { done: false, value: taken.value }
      if (taken.kind === 'end') break
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
    this.close()
    return { done: true, value: undefined }
  }

  return(): Promise<IteratorResult<Value, undefined>> {
    this.close()
    return Promise.resolve({ done: true, value: undefined })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#onClose(this)
    this.wake()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await Promise.resolve()
  }
}
