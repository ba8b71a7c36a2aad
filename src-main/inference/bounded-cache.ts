// Things that are costly to open, kept open while there is room: those used least recently go first, and never while in use.

export interface CacheLimits {
  readonly most: number
  readonly mostBytes: number
}

interface Entry<Value> {
  readonly opened: Promise<Value>
  bytes: number
  users: number
  gone: boolean
}

export class BoundedCache<Value> {
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry<Value>>()
  private readonly limits: CacheLimits
  private readonly sizeOf: (value: Value) => number
  private readonly close: (value: Value) => void

  /** The newest stays, however large it is. */
  constructor(limits: CacheLimits, sizeOf: (value: Value) => number, close: (value: Value) => void) {
    this.limits = limits
    this.sizeOf = sizeOf
    this.close = close
  }

  get size(): number {
    return this.entries.size
  }

  /** Opens it where it is not open; it stays open at least until the work is done. A failed opening is forgotten. */
  async use<Result>(key: string, open: () => Promise<Value>, work: (value: Value) => Result | Promise<Result>): Promise<Result> {
    const entry = this.entries.get(key) ?? { opened: open(), bytes: 0, users: 0, gone: false }
    this.entries.delete(key)
    this.entries.set(key, entry)
    entry.users += 1
    try {
      const value = await entry.opened.catch((error: unknown) => {
        this.remove(key, entry)
        throw error
      })
      entry.bytes = this.sizeOf(value)
      this.shrink()
      return await work(value)
    } finally {
      entry.users -= 1
      if (entry.gone && entry.users === 0) await entry.opened.then(this.close, () => {})
    }
  }

  /** Closes it, once nobody uses it. */
  drop(key: string): void {
    const entry = this.entries.get(key)
    if (entry !== undefined) this.remove(key, entry)
  }

  private shrink(): void {
    const newest = [...this.entries.keys()].at(-1)
    for (const [key, entry] of this.entries) {
      const bytes = [...this.entries.values()].reduce((sum, each) => sum + each.bytes, 0)
      if (key === newest || (this.entries.size <= this.limits.most && bytes <= this.limits.mostBytes)) return
      this.remove(key, entry)
    }
  }

  private remove(key: string, entry: Entry<Value>): void {
    if (this.entries.get(key) !== entry) return
    this.entries.delete(key)
    entry.gone = true
    if (entry.users === 0) void entry.opened.then(this.close, () => {})
  }
}
