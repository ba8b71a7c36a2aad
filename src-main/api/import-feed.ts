// What an import tells whoever follows it: of progress only the newest waits, everything else comes in order, and the last ends it.
import type { ImportEvent } from '@shared/contract/own-data'
import { Feed, type Taken } from '../runs/feed'

export class ImportFeed extends Feed<ImportEvent> {
  #progress: ImportEvent | null = null
  #last: ImportEvent | null = null
  #over = false

  constructor(onClose: () => void) {
    super(onClose)
  }

  /** What comes after the last event is let go. */
  push(event: ImportEvent): void {
    if (this.#last !== null || this.#over) return
    if (event.kind === 'progress') this.#progress = event
    else this.#last = event
    this.wake()
  }

  protected take(): Taken<ImportEvent> {
    if (this.#over) return { kind: 'end' }
    const value = this.#last ?? this.#progress
    if (value === null) return { kind: 'nothing' }
    this.#progress = null
    this.#over = this.#last !== null
    return { kind: 'value', value }
  }
}
