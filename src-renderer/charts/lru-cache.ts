// Keeps what was used last, up to a total cost: decoded pictures and arrays of snapshots, so that scrubbing is immediate.

export class LruCache<Value> {
  readonly #limit: number
  readonly #dispose: (value: Value) => void
  readonly #entries = new Map<string, { value: Value; cost: number }>()
  #cost = 0

  constructor(limit: number, dispose: (value: Value) => void = () => {}) {
    this.#limit = limit
    this.#dispose = dispose
  }

  get cost(): number {
    return this.#cost
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: string, value: Value, cost: number): void {
    this.delete(key)
    this.#entries.set(key, { value, cost })
    this.#cost += cost
    for (const oldest of this.#entries.keys()) {
      if (this.#cost <= this.#limit || oldest === key) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#cost -= entry.cost
    this.#dispose(entry.value)
  }
}
