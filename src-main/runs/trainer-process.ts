// Starts one trainer: a plain Node child process with a JSON channel. Every message it sends is checked before anyone
// sees it; whatever it prints goes to the run's log.
import { trainerEventSchema, type TrainerCommand, type TrainerEvent } from '@shared/run/run-events'
import type { TrainerBegin } from '../trainer/protocol'
import { startNodeProcess, type NodeProgram, type ProcessEnd } from '../processes/node-process'

export interface TrainerHandlers {
  event(event: TrainerEvent): void
  line(source: 'stdout' | 'stderr', text: string): void
  /** A message that is none of the agreed ones. */
  nonsense(description: string): void
  /** Once, after everything it sent has been handed on. */
  ended(end: ProcessEnd): void
}

export interface TrainerProcess {
  readonly pid: number | undefined
  send(command: TrainerCommand): void
  kill(): void
}

export function startTrainer(program: NodeProgram, begin: TrainerBegin, handlers: TrainerHandlers): TrainerProcess {
  let over = false
  const child = startNodeProcess({
    program,
    directory: begin.directory,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    line: (source, text) => handlers.line(source, text),
    ended(end) {
      over = true
      handlers.ended(end)
    },
  })
  child.on('message', (message: unknown) => {
    if (over) return
    const parsed = trainerEventSchema.safeParse(message)
    if (parsed.success) handlers.event(parsed.data)
    else {
      const issue = parsed.error.issues[0]
      handlers.nonsense(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''} in ${(JSON.stringify(message) ?? 'nothing').slice(0, 300)}`)
    }
  })
  // A trainer that died at once leaves a broken channel; its end is told by `exit`.
  if (child.pid !== undefined) child.send(begin, () => {})

  return {
    pid: child.pid,
    send(command) {
      if (child.connected) child.send(command, () => {})
    },
    kill() {
      child.kill('SIGKILL')
    },
  }
}
