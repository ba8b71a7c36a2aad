// Starts one trainer: a plain Node child process with a JSON channel. Every message it sends is checked before anyone
// sees it; whatever it prints goes to the run's log.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { trainerEventSchema, type TrainerCommand, type TrainerEvent } from '@shared/run/run-events'
import type { TrainerBegin } from '../trainer/protocol'
import type { TrainerEnd } from './trainer-death'

const LAST_LINES = 40
/** A grandchild could hold a pipe open; after its parent's exit nobody waits longer than this. */
const DRAIN_MS = 2000

export interface TrainerHandlers {
  event(event: TrainerEvent): void
  line(source: 'stdout' | 'stderr', text: string): void
  /** A message that is none of the agreed ones. */
  nonsense(description: string): void
  /** Once, after everything it sent has been handed on. */
  ended(end: TrainerEnd): void
}

export interface TrainerProcess {
  readonly pid: number | undefined
  send(command: TrainerCommand): void
  kill(): void
}

export interface TrainerProgram {
  /** Node binary. */
  readonly node: string
  /** Entry file. */
  readonly entry: string
}

/** What TensorFlow says at every start, before its own level for messages counts. */
const ROUTINE = /oneDNN custom operations are on|All log messages before absl::InitializeLog\(\) is called are written to STDERR/

function readLines(stream: Readable | null, take: (line: string) => void): void {
  if (stream === null) return
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
    if (!ROUTINE.test(line)) take(line.slice(0, 4000))
  })
}

/** What a trainer may know of this process's surroundings: no debugger, no injected options. */
function environmentOfTrainer(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ELECTRON_RUN_AS_NODE: _electron, ...rest } = process.env
  return { ...rest, TF_CPP_MIN_LOG_LEVEL: rest['TF_CPP_MIN_LOG_LEVEL'] ?? '2' }
}

export function startTrainer(program: TrainerProgram, begin: TrainerBegin, handlers: TrainerHandlers): TrainerProcess {
  const lastLines: string[] = []
  const waiting = new Set(['exit', 'close', 'disconnect'])
  let end: { code: number | null; signal: NodeJS.Signals | null; startError?: Error } = { code: null, signal: null }
  let over = false

  // A process group of its own, so that Ctrl+C in a terminal reaches the studio alone and the studio ends the run cleanly.
  const child = spawn(program.node, [program.entry], {
    cwd: begin.directory,
    env: environmentOfTrainer(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'json',
    detached: process.platform !== 'win32',
    windowsHide: true,
  })

  function finish(): void {
    if (over) return
    over = true
    handlers.ended({ ...end, lastLines })
  }

  function seen(what: string): void {
    waiting.delete(what)
    if (waiting.size === 0) finish()
  }

  readLines(child.stdout, (text) => handlers.line('stdout', text))
  readLines(child.stderr, (text) => {
    lastLines.push(text)
    if (lastLines.length > LAST_LINES) lastLines.shift()
    handlers.line('stderr', text)
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
  child.on('error', (error) => {
    // Also emitted when a kill or a send fails; only a process that never began ends here.
    if (child.pid !== undefined) return
    end = { code: null, signal: null, startError: error }
    finish()
  })
  child.on('exit', (code, signal) => {
    end = { code, signal }
    setTimeout(finish, DRAIN_MS).unref()
    seen('exit')
  })
  child.on('close', () => seen('close'))
  child.on('disconnect', () => seen('disconnect'))
  // A trainer that died at once leaves a broken channel; its end is told by `exit`.
  child.send(begin, () => {})

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
