// Runs a Python of the machine's for a while: bounded in time and in what it may print, ended with whoever asked.
import { spawn } from 'node:child_process'

const MOST_OUTPUT = 1_000_000
const MOST_ERRORS = 4000

export interface PythonRun {
  /** A path, or a name to be found in PATH. */
  readonly python: string
  readonly parameters: readonly string[]
  readonly directory?: string
  readonly environment?: NodeJS.ProcessEnv
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface PythonEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
  /** The end of what it wrote on standard error. */
  readonly errors: string
  readonly timedOut: boolean
  /** Set where it could not be started at all. */
  readonly startError: Error | null
}

/** Resolves however it ends. The graphics card stays with the trainers. */
export function runPython({ python, parameters, directory, environment = {}, timeoutMs, signal }: PythonRun): Promise<PythonEnd> {
  return new Promise((resolve) => {
    const child = spawn(python, parameters, {
      cwd: directory,
      env: { ...process.env, PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1', CUDA_VISIBLE_DEVICES: '-1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let output = ''
    let errors = ''
    let timedOut = false
    const kill = (): void => void child.kill('SIGKILL')
    const timer = setTimeout(() => {
      timedOut = true
      kill()
    }, timeoutMs)
    const end = (code: number | null, end: NodeJS.Signals | null, startError: Error | null): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', kill)
      resolve({ code, signal: end, output, errors, timedOut, startError })
    }
    signal?.addEventListener('abort', kill)
    if (signal?.aborted === true) kill()
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < MOST_OUTPUT) output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-MOST_ERRORS)))
    child.on('error', (error) => {
      if (child.pid === undefined) end(null, null, error)
    })
    child.on('close', (code, by) => end(code, by, null))
  })
}
