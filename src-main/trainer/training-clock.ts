// How long a run has trained: wall time without its pauses, and the speed of its last steps.

/** Speed is told over about this long. */
const WINDOW_MS = 3000

export class TrainingClock {
  private readonly now: () => number
  private startedAt: number
  private pausedAt: number | null = null
  private readonly recent: { readonly ms: number; readonly examples: number }[] = []
  private recentMs = 0
  private recentExamples = 0

  /** @param alreadyMs trained before, where a run goes on. */
  constructor(now: () => number = () => performance.now(), alreadyMs = 0) {
    this.now = now
    this.startedAt = now() - alreadyMs
  }

  get elapsedMs(): number {
    return (this.pausedAt ?? this.now()) - this.startedAt
  }

  pause(): void {
    this.pausedAt ??= this.now()
  }

  resume(): void {
    if (this.pausedAt === null) return
    this.startedAt += this.now() - this.pausedAt
    this.pausedAt = null
  }

  /** Counts one step's own time: tests and pictures between steps are not the model's speed. */
  countStep(ms: number, examples: number): void {
    this.recent.push({ ms, examples })
    this.recentMs += ms
    this.recentExamples += examples
    for (let oldest = this.recent[0]; oldest !== undefined && this.recentMs - oldest.ms > WINDOW_MS; oldest = this.recent[0]) {
      this.recent.shift()
      this.recentMs -= oldest.ms
      this.recentExamples -= oldest.examples
    }
  }

  get samplesPerSecond(): number {
    return this.recentMs <= 0 ? 0 : (1000 * this.recentExamples) / this.recentMs
  }
}
