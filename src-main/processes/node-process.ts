// Starts a plain Node child process of the studio's own, trainer or inference: what it may know of its surroundings, what it prints,
// and how it ended.
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const LAST_LINES = 40
/** A grandchild could hold a pipe open; after its parent's exit nobody waits longer than this. */
const DRAIN_MS = 2000

export interface NodeProgram {
  /** Node binary. */
  readonly node: string
  /** Entry file. */
  readonly entry: string
}

export interface ProcessEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Set where the process could not be started at all. */
  readonly startError?: Error
  /** Its last lines on standard error. */
  readonly lastLines: readonly string[]
}

export interface NodeProcessOptions {
  readonly program: NodeProgram
  readonly parameters?: readonly string[]
  readonly directory?: string
  /** Standard output and error are pipes in any case. */
  readonly stdio: StdioOptions
  readonly environment?: NodeJS.ProcessEnv
  line(source: 'stdout' | 'stderr', text: string): void
  /** Once, after everything it sent has been handed on. Also of a process that could not be started: it has no pid, and maybe no streams or channel. */
  ended(end: ProcessEnd): void
}

/** What TensorFlow says at every start, before its own level for messages counts. */
const ROUTINE = /oneDNN custom operations are on|All log messages before absl::InitializeLog\(\) is called are written to STDERR/

/** @param stream not there where the process could not be started for want of open files. */
function readLines(stream: Readable | null | undefined, take: (line: string) => void): void {
  if (stream === null || stream === undefined) return
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
    if (!ROUTINE.test(line)) take(line.slice(0, 4000))
  })
}

/** What a child may know of this process's surroundings: no debugger, no injected options. */
export function environmentOfChild(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ELECTRON_RUN_AS_NODE: _electron, ...rest } = process.env
  return { ...rest, TF_CPP_MIN_LOG_LEVEL: rest['TF_CPP_MIN_LOG_LEVEL'] ?? '2' }
}

export function startNodeProcess({ program, parameters = [], directory, stdio, environment = {}, line, ended }: NodeProcessOptions): ChildProcess {
  const lastLines: string[] = []
  const waiting = new Set(stdio.includes('ipc') ? ['exit', 'close', 'disconnect'] : ['exit', 'close'])
  let end: Omit<ProcessEnd, 'lastLines'> = { code: null, signal: null }
  let over = false

  // A process group of its own, so that Ctrl+C in a terminal reaches the studio alone and the studio ends its children cleanly.
  const child = spawn(program.node, [program.entry, ...parameters], {
    cwd: directory,
    env: { ...environmentOfChild(), ...environment },
    stdio,
    serialization: 'json',
    detached: process.platform !== 'win32',
    windowsHide: true,
  })

  function finish(): void {
    if (over) return
    over = true
    ended({ ...end, lastLines })
  }

  function seen(what: string): void {
    waiting.delete(what)
    if (waiting.size === 0) finish()
  }

  readLines(child.stdout, (text) => line('stdout', text))
  readLines(child.stderr, (text) => {
    lastLines.push(text)
    if (lastLines.length > LAST_LINES) lastLines.shift()
    line('stderr', text)
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
  return child
}
