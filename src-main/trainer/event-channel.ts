// Events on their way to the parent. A parent that reads slowly holds the trainer back instead of filling its memory.
import type { TrainerEvent } from '@shared/run/run-events'

export interface EventSink {
  send(event: TrainerEvent): void
  /** Settles once at most so many events are still on their way. */
  drained(most: number): Promise<void>
}

export class EventChannel implements EventSink {
  private pending = 0
  private waiting: { readonly most: number; readonly done: () => void }[] = []

  send(event: TrainerEvent): void {
    if (process.send === undefined || !process.connected) return
    this.pending += 1
    // Called once the event has left this process, or cannot any more.
    process.send(event, undefined, {}, () => {
      this.pending -= 1
      const ready = this.waiting.filter(({ most }) => this.pending <= most)
      this.waiting = this.waiting.filter(({ most }) => this.pending > most)
      for (const { done } of ready) done()
    })
  }

  drained(most: number): Promise<void> {
    if (this.pending <= most) return Promise.resolve()
    return new Promise((done) => this.waiting.push({ most, done }))
  }
}
