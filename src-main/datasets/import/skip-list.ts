// What an import leaves out, counted by reason, with the first names of each.
import type { Skipped } from '@shared/datasets/own/stored-dataset'

const NAMED = 8
const MOST_REASONS = 50

export class SkipList {
  readonly #reasons = new Map<string, { count: number; examples: string[] }>()

  add(reason: string, name: string): void {
    const key = this.#reasons.has(reason) || this.#reasons.size < MOST_REASONS ? reason : 'for other reasons'
    const found = this.#reasons.get(key) ?? { count: 0, examples: [] }
    found.count += 1
    if (found.examples.length < NAMED) found.examples.push(name.slice(-200))
    this.#reasons.set(key, found)
  }

  /** Commonest first. */
  list(): Skipped[] {
    return [...this.#reasons].map(([reason, { count, examples }]) => ({ reason, count, examples })).sort((a, b) => b.count - a.count)
  }
}
