// Commands as they arrive, until the loop between two steps takes them.
import type { TrainerCommand } from '@shared/run/run-events'

export class CommandQueue {
  private readonly waiting: TrainerCommand[] = []
  private wake: (() => void) | null = null

  push(command: TrainerCommand): void {
    this.waiting.push(command)
    this.wake?.()
  }

  take(): TrainerCommand | undefined {
    return this.waiting.shift()
  }

  /** The next command, however long it takes to come. */
  async next(): Promise<TrainerCommand> {
    for (;;) {
      const command = this.waiting.shift()
      if (command !== undefined) return command
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
      this.wake = null
    }
  }
}
